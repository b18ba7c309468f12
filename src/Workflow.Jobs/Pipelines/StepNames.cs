namespace Workflow.Jobs.Pipelines;

/// <summary>Names of steps: they become parts of paths and of environment variables.</summary>
internal static class StepNames
{
    /// <summary>What a name is, for messages.</summary>
    public const string Rule = "lower-case letters, digits and hyphens, a letter first, at most 63";

    private const int LongestName = 63;

    /// <summary>Whether a text may name a step.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
