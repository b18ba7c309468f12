namespace Workflow.Cli;

/// <summary>Schedules as users type them: PIPELINE/NAME.</summary>
internal static class ScheduleName
{
    /// <summary>The two names.</summary>
    /// <exception cref="CliException">They are not both there.</exception>
    public static (string Pipeline, string Name) Split(string text)
    {
        string[] names = text.Split('/');
        if (names.Length == 2 && names.All(name => name.Length > 0)) return (names[0], names[1]);
        throw new CliException($"'{text}' names no schedule; write PIPELINE/NAME, for example hydraulic-cooling/nightly");
    }

    /// <summary>Checks that a text may name a schedule that there is: by both names, or by its identifier.</summary>
    /// <exception cref="CliException">It cannot.</exception>
    public static string Require(string text)
    {
        if (!Guid.TryParse(text, out _)) _ = Split(text);
        return text;
    }
}
