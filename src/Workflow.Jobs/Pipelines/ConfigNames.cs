namespace Workflow.Jobs.Pipelines;

/// <summary>Names that users give in pipelines.yaml: they become parts of paths, addresses, containers and environment variables.</summary>
internal static class ConfigNames
{
    /// <summary>What a name is, for messages.</summary>
    public const string Rule = "lower-case letters, digits and hyphens, a letter first, at most 63";

    private const int LongestName = 63;

    /// <summary>Whether a text is such a name.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
