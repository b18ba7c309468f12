using System.Data.Common;
using Dapper;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Registry;

/// <summary>Rows of versions within a transaction.</summary>
internal static class VersionRows
{
    /// <summary>
    /// Locks a version whose bytes are there until the transaction ends: whoever wants to remove them waits, and then sees for what the version is needed.
    /// To be called by whatever makes a version one that has to stay.
    /// </summary>
    /// <exception cref="VersionException">There is no such version, or its bytes are gone.</exception>
    public static async Task LockPresentAsync(
        IDatabase database, DbTransaction transaction, string project, string model, long number, CancellationToken cancellationToken)
    {
        LockedRow row = await transaction.Connection!.QueryFirstOrDefaultAsync<LockedRow>(new CommandDefinition(
            $"SELECT number AS Number, removed_at AS RemovedAt FROM model_version WHERE project = @project AND model = @model AND number = @number {database.ForUpdate}",
            new { project, model, number },
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false) ?? throw new VersionException(VersionException.Unknown, $"there is no version {model}@{number}");
        if (row.RemovedAt is { } at) throw RemovedVersions.Refusal($"{model}@{number}", DateTimeOffset.FromUnixTimeMilliseconds(at));
    }

    private sealed class LockedRow
    {
        public long Number { get; init; }

        public long? RemovedAt { get; init; }
    }
}
