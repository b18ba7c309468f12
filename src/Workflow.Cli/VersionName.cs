using System.Globalization;
using Workflow.Api.Contracts;
using Workflow.Cli.Sessions;
using Workflow.Training.Configuration;

namespace Workflow.Cli;

/// <summary>Names of versions as users type them: <c>model</c> for the newest, <c>model@7</c> for one.</summary>
internal static class VersionName
{
    private const int MostShown = 10;

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
        throw Unknown(name, await session.ListVersionsAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>What to tell of a version or a model that is not there.</summary>
    public static CliException Unknown(string name, IReadOnlyList<VersionContract> all)
    {
        string model = name.Split('@', 2)[0];
        string[] models = [.. all.Select(version => version.Model).Distinct(StringComparer.Ordinal)];
        if (models.Length == 0) return new CliException($"there is no version of '{model}' yet: run the pipeline first, ./workflow run {model}");
        return new CliException(models.Contains(model, StringComparer.Ordinal)
            ? $"there is no version '{name}'; there are {string.Join(", ", all.Where(version => version.Model == model).Take(MostShown).Select(version => version.Name))}"
            : $"there is no version of '{model}'; {NearestName.Hint(model, models)}");
    }
}
