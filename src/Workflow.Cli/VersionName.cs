using System.Globalization;
using Workflow.Api.Contracts;
using Workflow.Cli.Sessions;
using Workflow.Training.Configuration;

namespace Workflow.Cli;

/// <summary>Names of versions as users type them: <c>model</c> for the newest, <c>model@7</c> for one.</summary>
internal static class VersionName
{
    /// <summary>The version that a name means.</summary>
    /// <exception cref="CliException">There is none; the message says what there is.</exception>
    public static async Task<VersionContract> RequireAsync(IWorkflowSession session, string name, CancellationToken cancellationToken)
    {
        string[] parts = name.Split('@', 2);
        long? number = null;
        if (parts.Length == 2)
        {
            number = long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long parsed)
                ? parsed
                : throw new CliException($"'{name}' is no version; a version is written model@7");
        }

        if (await session.FindVersionAsync(parts[0], number, cancellationToken).ConfigureAwait(false) is { } version) return version;
        string[] models = [.. (await session.ListVersionsAsync(cancellationToken).ConfigureAwait(false)).Select(v => v.Model).Distinct(StringComparer.Ordinal)];
        throw new CliException(models.Length == 0
            ? $"there is no version of '{parts[0]}' yet: run the pipeline first, ./workflow run {parts[0]}"
            : $"there is no version '{name}'; {NearestName.Hint(parts[0], models)}");
    }
}
