using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Registry;

namespace Workflow.Cli.Commands.Versions;

/// <summary>What holding and releasing have in common: a version by its number, and a reason that stays on record with the name of the user.</summary>
internal static class VersionHoldWork
{
    /// <summary>The argument that names a version.</summary>
    public static Argument<string> Version() => new("version") { Description = "Version, by its number (model@7)" };

    /// <summary>The option with the reason.</summary>
    public static Option<string> Reason() => new("--reason") { Description = "Why, for the record", Required = true, HelpName = "TEXT" };

    /// <summary>Does something with a version.</summary>
    /// <exception cref="CliException">The version is not named by its number, or the reason is empty.</exception>
    public static Task<int> DoAsync(
        CliEnvironment environment, string name, string reason, Func<VersionHolds, ModelVersion, HoldChange, Task> work, CancellationToken cancellationToken)
    {
        if (!name.Contains('@', StringComparison.Ordinal)) throw new CliException($"'{name}' names no version by its number: write {name}@7");
        if (string.IsNullOrWhiteSpace(reason)) throw new CliException("--reason is empty: say why, for the record");
        return LocalWork.DoAsync(
            environment,
            name,
            async (services, version) =>
            {
                await work(services.GetRequiredService<VersionHolds>(), version, new HoldChange(reason.Trim(), Environment.UserName)).ConfigureAwait(false);
                return ExitCodes.Success;
            },
            cancellationToken);
    }

    /// <summary>How a hold is shown.</summary>
    public static string Describe(PastHold past) => past.ReleasedAt is { } released
        ? string.Create(CultureInfo.InvariantCulture, $"{past.Hold.At:yyyy-MM-dd} by {past.Hold.By}: {past.Hold.Reason}; released {released:yyyy-MM-dd} by {past.ReleasedBy}: {past.ReleaseReason}")
        : string.Create(CultureInfo.InvariantCulture, $"{past.Hold.At:yyyy-MM-dd} by {past.Hold.By}: {past.Hold.Reason}");
}
