using Workflow.Jobs.Home;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Hosting;

/// <summary>What is done to the database before the jobs of a process work with it.</summary>
public sealed class DatabasePreparation(IDatabase database, Migrator migrator, RunTransitions transitions)
{
    /// <summary>Brings the tables up to date, and gives back what a process that died was working on, where nobody else can be working.</summary>
    /// <param name="homeLock">The lock of the home, held by whoever changes things; null for whoever only looks.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task PrepareAsync(HomeLock? homeLock, CancellationToken cancellationToken)
    {
        await migrator.MigrateAsync(cancellationToken).ConfigureAwait(false);

        // With the lock on an embedded database nobody else can be working: whatever runs there was abandoned by a process that died.
        if (homeLock is not null && !database.IsShared) await transitions.AbandonAllAsync(cancellationToken).ConfigureAwait(false);
    }
}
