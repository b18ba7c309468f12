using System.Text.RegularExpressions;

namespace Workflow.Api.Dashboard;

/// <summary>Lines of logs as a page shows them. log.js does the same with those that come later.</summary>
internal static partial class LogText
{
    /// <summary>A line without colours and whatever else steers a terminal.</summary>
    public static string Plain(string line) => Controls().Replace(line, string.Empty);

    // Sequences with parameters, titles of windows, sequences of two characters; then whatever is left but tabulators.
    [GeneratedRegex(@"\x1B\[[0-?]*[ -/]*[@-~]|\x1B\][^\x07\x1B]*(?:\x07|\x1B\\)?|\x1B[ -/]*[0-~]|[\x00-\x08\x0A-\x1F\x7F-\x9F]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Controls();
}
