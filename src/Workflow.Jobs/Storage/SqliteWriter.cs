using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Workflow.Jobs.Storage;

/// <summary>
/// Writes one after the other whatever this process asks for at the same time, several pieces of work to a commit: a commit waits for the
/// disk, and work does not. Each piece has a savepoint of its own, so that one that fails leaves the others alone; nobody is told of success
/// before the commit.
/// </summary>
/// <param name="openAsync">Opens a connection.</param>
internal sealed class SqliteWriter(Func<CancellationToken, Task<DbConnection>> openAsync)
{
    private const int LargestBatch = 64;
    private const string Savepoint = "piece";
    private readonly Lock _gate = new();
    private readonly Queue<Piece> _waiting = new();
    private bool _isWriting;

    /// <summary>Carries out work in a transaction and commits. Work may be carried out more than once; only its last time counts.</summary>
    public Task<T> RunAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        var piece = new Piece<T>(work, cancellationToken);
        lock (_gate)
        {
            _waiting.Enqueue(piece);
            if (_isWriting) return piece.Result;
            _isWriting = true;
        }

        _ = Task.Run(WriteAllAsync, CancellationToken.None);
        return piece.Result;
    }

    private async Task WriteAllAsync()
    {
        while (TakeBatch() is { Count: > 0 } batch)
        {
            if (await TryWriteAsync(batch).ConfigureAwait(false)) continue;

            // The whole transaction is gone: each piece by itself finds out whether it was the cause.
            foreach (Piece piece in batch) await TryWriteAsync([piece]).ConfigureAwait(false);
        }
    }

    private List<Piece> TakeBatch()
    {
        var batch = new List<Piece>();
        lock (_gate)
        {
            while (batch.Count < LargestBatch && _waiting.TryDequeue(out Piece? piece))
            {
                if (!piece.CancelIfAsked()) batch.Add(piece);
            }

            if (batch.Count == 0) _isWriting = false;
        }

        return batch;
    }

    // False where nothing was written and nobody was told; never with a single piece.
    private async Task<bool> TryWriteAsync(List<Piece> batch)
    {
        try
        {
            await WriteAsync(batch).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            if (batch.Count > 1) return false;
            batch[0].Fail(failure);
            return true;
        }

        foreach (Piece piece in batch) piece.Tell();
        return true;
    }

    private async Task WriteAsync(List<Piece> batch)
    {
        DbConnection connection = await openAsync(CancellationToken.None).ConfigureAwait(false);
        SqliteTransaction? transaction = null;
        try
        {
            // BEGIN IMMEDIATE: takes the write lock now, so that no transaction fails half-way.
            transaction = ((SqliteConnection)connection).BeginTransaction(deferred: false);
            if (batch.Count == 1) await batch[0].RunAsync(transaction).ConfigureAwait(false);
            else foreach (Piece piece in batch) await RunWithinAsync(piece, transaction).ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
        }
        finally
        {
            if (transaction is not null) await DisposeAsync(transaction).ConfigureAwait(false);
            await DisposeAsync(connection).ConfigureAwait(false);
        }
    }

    private static async Task RunWithinAsync(Piece piece, SqliteTransaction transaction)
    {
        transaction.Save(Savepoint);
        try
        {
            await piece.RunAsync(transaction).ConfigureAwait(false);
        }
        catch (Exception failure) when (!IsFatal(failure))
        {
            transaction.Rollback(Savepoint);
            piece.KeepFailure(failure);
            return;
        }

        transaction.Release(Savepoint);
    }

    // A full or failing disk ends the whole transaction, whatever the savepoint says.
    private static bool IsFatal(Exception failure)
    {
        const int InputOutput = 10, Corrupt = 11, Full = 13;
        return failure is SqliteException { SqliteErrorCode: InputOutput or Corrupt or Full };
    }

    // SQLite rolls back by itself when the disk is full, and refuses to do it again: that must not hide the first failure. What has been
    // committed stays so, and must not be carried out once more.
    private static async Task DisposeAsync(IAsyncDisposable resource)
    {
        try
        {
            await resource.DisposeAsync().ConfigureAwait(false);
        }
        catch (DbException)
        {
            // The failure that matters is on its way, or there was none.
        }
    }

    private abstract class Piece(CancellationToken cancellationToken)
    {
        protected CancellationToken CancellationToken => cancellationToken;

        public abstract Task RunAsync(DbTransaction transaction);

        public abstract bool CancelIfAsked();

        public abstract void KeepFailure(Exception failure);

        public abstract void Fail(Exception failure);

        public abstract void Tell();
    }

    private sealed class Piece<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken) : Piece(cancellationToken)
    {
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Exception? _failure;
        private T? _value;

        public Task<T> Result => _result.Task;

        public override async Task RunAsync(DbTransaction transaction)
        {
            _failure = null;
            CancellationToken.ThrowIfCancellationRequested();
            _value = await work(transaction).ConfigureAwait(false);
            CancellationToken.ThrowIfCancellationRequested();
        }

        public override bool CancelIfAsked() => CancellationToken.IsCancellationRequested && _result.TrySetCanceled(CancellationToken);

        public override void KeepFailure(Exception failure) => _failure = failure;

        public override void Fail(Exception failure)
        {
            if (failure is OperationCanceledException cancelled) _result.SetCanceled(cancelled.CancellationToken);
            else _result.SetException(failure);
        }

        public override void Tell()
        {
            if (_failure is not null) Fail(_failure);
            else _result.SetResult(_value!);
        }
    }
}
