using System.Data.Common;
using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>
/// The only place where receipts change. A claim moves the next question on at once: of several processes one asks, and where it dies the next question
/// is anybody's.
/// </summary>
public sealed class ReceiptTransitions(IDatabase database, TimeProvider time, ReceiptOptions options)
{
    private const string Ended = "ended";

    // Whoever has proven a deployment can reach it; others are to leave it alone, unless that one is silent.
    private const int PatienceInIntervals = 3;

    // Of several intervals the shortest counts. Where nobody has proven it, whoever has asked in vain lets others go first: they may reach it.
    private const string DueAt = """
        CASE WHEN asked_at IS NOT NULL AND asked_at + @pause < next_at THEN asked_at + @pause ELSE next_at END
            + CASE WHEN prover <> @prover THEN @patience WHEN prover IS NULL AND misses > 0 AND asked_by = @prover THEN @courtesy ELSE 0 END
        """;

    /// <summary>Makes receipts for what runs and has none, and ends those of what runs no longer.</summary>
    /// <param name="project">The project.</param>
    /// <param name="running">Everything that runs.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task SynchronizeAsync(string project, IReadOnlyList<ReceiptSubject> running, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(running);
        IReadOnlyList<Receipt> known = await ReadAsync("WHERE project = @project", new { project }, cancellationToken).ConfigureAwait(false);
        ReceiptSubject[] changed = [.. running.Where(subject => !known.Any(receipt => subject.Has(receipt) && subject.Role == receipt.Role))];
        Receipt[] gone = [.. known.Where(receipt => !running.Any(subject => subject.Has(receipt)))];
        if (changed.Length == 0 && gone.Length == 0) return;
        await database.WriteAsync(
            async transaction =>
            {
                foreach (ReceiptSubject subject in changed) await AddAsync(transaction, project, subject, cancellationToken).ConfigureAwait(false);
                foreach (Receipt receipt in gone) await EndAsync(transaction, project, receipt, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Receipts whose deployments somebody is to ask now.</summary>
    /// <param name="project">The project.</param>
    /// <param name="prover">Who is to ask.</param>
    /// <param name="interval">How often each is asked.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public Task<IReadOnlyList<Receipt>> ListDueAsync(string project, string prover, TimeSpan interval, CancellationToken cancellationToken) =>
        ReadAsync(
            $"WHERE project = @project AND {DueAt} <= @Now ORDER BY next_at, id",
            new { project, prover, pause = (long)interval.TotalMilliseconds, patience = PatienceOf(interval), courtesy = CourtesyOf(interval), Now },
            cancellationToken);

    /// <summary>When somebody is to ask next; null where nothing runs.</summary>
    public Task<DateTimeOffset?> NextAsync(string project, string prover, TimeSpan interval, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            $"SELECT MIN({DueAt}) FROM receipt WHERE project = @project",
            new { project, prover, pause = (long)interval.TotalMilliseconds, patience = PatienceOf(interval), courtesy = CourtesyOf(interval) },
            cancellationToken: cancellationToken)).ConfigureAwait(false) is { } next
            ? DateTimeOffset.FromUnixTimeMilliseconds(next)
            : (DateTimeOffset?)null,
        cancellationToken);

    /// <summary>Takes a receipt, to ask its deployment.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="prover">Who asks.</param>
    /// <param name="interval">Time until it is asked again.</param>
    /// <param name="isDemanded">Whether it is asked although it is not due.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Null where somebody else has taken it, or it is somebody else's.</returns>
    public Task<ReceiptClaim?> ClaimAsync(Receipt receipt, string prover, TimeSpan interval, bool isDemanded, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            long now = Now;
            long pause = (long)interval.TotalMilliseconds;
            var values = new { receipt.Id, now, pause, prover, patience = PatienceOf(interval), courtesy = CourtesyOf(interval) };
            long? isDue = await transaction.Connection!.ExecuteScalarAsync<long?>(new CommandDefinition(
                $"SELECT CASE WHEN {DueAt} <= @now THEN 1 ELSE 0 END FROM receipt WHERE id = @Id {database.ForUpdate}", values, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
            if (isDue is null || (isDue == 0 && !isDemanded)) return null;
            await ExecuteAsync(
                transaction,
                """
                UPDATE receipt SET asks = asks + 1, asked_at = @now, asked_by = @prover,
                                   next_at = CASE WHEN next_at <= @now AND next_at + @pause > @now THEN next_at + @pause ELSE @now + @pause END
                WHERE id = @Id
                """,
                values,
                cancellationToken).ConfigureAwait(false);
            ReceiptRow row = await transaction.Connection!.QueryFirstAsync<ReceiptRow>(
                new CommandDefinition($"{ReceiptRow.Select} WHERE id = @Id", new { receipt.Id }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
            return new ReceiptClaim(row.ToReceipt(), DateTimeOffset.FromUnixTimeMilliseconds(now)) { IsDue = isDue == 1 };
        },
        cancellationToken);

    /// <summary>Records what came of asking, and writes who is to be told, at once.</summary>
    /// <returns>The receipt before and after; null where somebody has asked since, or the deployment runs no longer.</returns>
    public Task<(Receipt Before, Receipt After)?> RecordAsync(string project, ReceiptClaim claim, DeploymentProof proof, string prover, CancellationToken cancellationToken) =>
        database.WriteAsync<(Receipt Before, Receipt After)?>(
            async transaction =>
            {
                ReceiptRow? row = await transaction.Connection!.QueryFirstOrDefaultAsync<ReceiptRow>(new CommandDefinition(
                    $"{ReceiptRow.Select} WHERE id = @Id AND asks = @Asks {database.ForUpdate}",
                    new { claim.Receipt.Id, claim.Receipt.Asks },
                    transaction,
                    cancellationToken: cancellationToken)).ConfigureAwait(false);
                if (row?.ToReceipt() is not { } before || IsSomebodyElses(before, claim, proof, prover)) return null;
                Receipt after = ReceiptRules.Apply(before, proof, options.Misses, prover, time.GetUtcNow());
                await SaveAsync(transaction, after, cancellationToken).ConfigureAwait(false);
                if (after.State == before.State) return (before, after);

                // Before the event: who is told depends on what was told last.
                await ReceiptNotifications.WriteAsync(transaction, project, after, cancellationToken).ConfigureAwait(false);
                await AddEventAsync(transaction, project, after, Word(after.State), after.Reason, cancellationToken).ConfigureAwait(false);
                return (before, after);
            },
            cancellationToken);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static long PatienceOf(TimeSpan interval) => (long)(PatienceInIntervals * interval).TotalMilliseconds;

    private long CourtesyOf(TimeSpan interval) => database.IsShared ? (long)(interval / 4).TotalMilliseconds : 0;

    // A machine of several that cannot reach a deployment knows nothing of it while another one proves it. It is due for others only once that one is silent.
    private bool IsSomebodyElses(Receipt receipt, ReceiptClaim claim, DeploymentProof proof, string prover) =>
        database.IsShared && proof.Outcome == ProofOutcome.Unknown && receipt.Prover is { } other && other != prover && !claim.IsDue;

    private static string Word(ReceiptState state) => state switch
    {
        ReceiptState.Green => "green",
        ReceiptState.Amber => "amber",
        _ => "red",
    };

    private Task AddAsync(DbTransaction transaction, string project, ReceiptSubject subject, CancellationToken cancellationToken)
    {
        long now = Now;
        return ExecuteAsync(
            transaction,
            """
            INSERT INTO receipt (id, project, endpoint, pipeline, platform, handle, role, pipeline_sha256, image_reference, state, since, next_at)
            VALUES (@id, @project, @Name, @Pipeline, @Platform, @handle, @Role, @PipelineSha256, @ImageReference, 'New', @now, @now)
            ON CONFLICT (project, endpoint, platform, handle, image_reference) DO UPDATE SET role = excluded.role
            """,
            new
            {
                id = Guid.CreateVersion7(time.GetUtcNow()).ToString(),
                project,
                subject.Endpoint.Name,
                subject.Endpoint.Pipeline,
                subject.Handle.Platform,
                handle = subject.Handle.Id,
                subject.Role,
                subject.PipelineSha256,
                subject.ImageReference,
                now,
            },
            cancellationToken);
    }

    private async Task EndAsync(DbTransaction transaction, string project, Receipt receipt, CancellationToken cancellationToken)
    {
        if (await ExecuteAsync(transaction, "DELETE FROM receipt WHERE id = @Id", new { receipt.Id }, cancellationToken).ConfigureAwait(false) == 0) return;
        if (receipt.State != ReceiptState.New) await AddEventAsync(transaction, project, receipt, Ended, null, cancellationToken).ConfigureAwait(false);
    }

    private static Task SaveAsync(DbTransaction transaction, Receipt receipt, CancellationToken cancellationToken) => ExecuteAsync(
        transaction,
        """
        UPDATE receipt SET state = @state, since = @since, reason = @reason, checks = @checks, first_proven_at = @first, last_proven_at = @last, verified_at = @verified,
            misses = @Misses, proofs = @Proofs, prover = @Prover
        WHERE id = @Id
        """,
        new
        {
            receipt.Id,
            state = receipt.State.ToString(),
            since = receipt.Since.ToUnixTimeMilliseconds(),
            reason = StorableText.Of(receipt.Reason),
            checks = JobsJson.Write(receipt.Checks.Select(check => check with { Detail = StorableText.Of(check.Detail) })),
            first = receipt.FirstProvenAt?.ToUnixTimeMilliseconds(),
            last = receipt.LastProvenAt?.ToUnixTimeMilliseconds(),
            verified = receipt.VerifiedAt?.ToUnixTimeMilliseconds(),
            receipt.Misses,
            receipt.Proofs,
            receipt.Prover,
        },
        cancellationToken);

    private Task AddEventAsync(DbTransaction transaction, string project, Receipt receipt, string state, string? reason, CancellationToken cancellationToken) => ExecuteAsync(
        transaction,
        """
        INSERT INTO receipt_event (project, endpoint, sequence, receipt_id, at, state, role, platform, handle, image_reference, reason, last_proven_at)
        VALUES (@project, @Endpoint, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM receipt_event WHERE project = @project AND endpoint = @Endpoint),
                @receiptId, @at, @state, @Role, @Platform, @Handle, @ImageReference, @reason, @last)
        """,
        new
        {
            project,
            receipt.Endpoint,
            receiptId = receipt.Id,
            at = Now,
            state,
            receipt.Role,
            receipt.Platform,
            receipt.Handle,
            receipt.ImageReference,
            reason = StorableText.Of(reason),
            last = receipt.LastProvenAt?.ToUnixTimeMilliseconds(),
        },
        cancellationToken);

    private Task<IReadOnlyList<Receipt>> ReadAsync(string condition, object parameters, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => (IReadOnlyList<Receipt>)[.. (await connection.QueryAsync<ReceiptRow>(
            new CommandDefinition($"{ReceiptRow.Select} {condition}", parameters, cancellationToken: cancellationToken)).ConfigureAwait(false)).Select(row => row.ToReceipt())],
        cancellationToken);

    private static Task<int> ExecuteAsync(DbTransaction transaction, string sql, object parameters, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
}
