using System.Data.Common;
using Dapper;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Registry;

/// <summary>Notes which versions have lost their bytes, and which have them again. Rows stay; so do numbers and lineage.</summary>
public sealed class VersionRemovals(IDatabase database, TimeProvider time)
{
    /// <summary>Notes that a version is about to lose its bytes.</summary>
    /// <returns>Whether it had not lost them, and is not on hold.</returns>
    public async Task<bool> MarkAsync(string project, string model, long number, CancellationToken cancellationToken) => await WriteAsync(
        """
        UPDATE model_version SET removed_at = @now
        WHERE project = @project AND model = @model AND number = @number AND removed_at IS NULL
          AND NOT EXISTS (
              SELECT 1 FROM version_hold h
              WHERE h.project = @project AND h.model = @model AND h.number = @number AND h.released_at IS NULL)
        """,
        new { project, model, number, now = Now },
        cancellationToken).ConfigureAwait(false) > 0;

    /// <summary>Takes a mark back: something needs the version, and nothing of it was removed yet.</summary>
    public Task UnmarkAsync(string project, string model, long number, CancellationToken cancellationToken) => WriteAsync(
        "UPDATE model_version SET removed_at = NULL WHERE project = @project AND model = @model AND number = @number",
        new { project, model, number },
        cancellationToken);

    /// <summary>Notes that the scoring pipeline file of a version is there again.</summary>
    /// <returns>Whether it had been removed.</returns>
    public async Task<bool> RestoreAsync(string project, string model, string pipelineSha256, CancellationToken cancellationToken) =>
        await database.WriteAsync(transaction => RestoreAsync(transaction, project, model, pipelineSha256, Now, cancellationToken), cancellationToken).ConfigureAwait(false) > 0;

    /// <summary>Notes in a transaction that the scoring pipeline file of a version is there again.</summary>
    internal static Task<int> RestoreAsync(
        DbTransaction transaction, string project, string model, string pipelineSha256, long now, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            UPDATE model_version SET removed_at = NULL, restored_at = @now
            WHERE project = @project AND model = @model AND pipeline_sha256 = @pipelineSha256 AND removed_at IS NOT NULL
            """,
            new { project, model, pipelineSha256, now },
            transaction,
            cancellationToken: cancellationToken));

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<int> WriteAsync(string sql, object parameters, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken)), cancellationToken);
}
