using Workflow.Jobs.Home;

namespace Workflow.Cli.Sessions;

/// <summary>Opens sessions.</summary>
internal static class WorkflowSessions
{
    /// <summary>A client of the running server, or the jobs in this process.</summary>
    /// <param name="environment">Where things are.</param>
    /// <param name="changes">What the command is about to change, for example <c>run hydraulic-cooling</c>; null where it only reads.</param>
    /// <param name="cancellationToken">Cancels opening.</param>
    /// <exception cref="HomeException">Another process is changing this state.</exception>
    public static async Task<IWorkflowSession> OpenAsync(CliEnvironment environment, string? changes, CancellationToken cancellationToken)
    {
        var home = new WorkflowHome(environment.HomePath);
        if (ServerFile.Find(home) is { } server)
        {
            var remote = new RemoteSession(server);
            if (await remote.AnswersAsync(cancellationToken).ConfigureAwait(false)) return remote;
            await remote.DisposeAsync().ConfigureAwait(false);
        }

        return await EmbeddedSession.OpenAsync(environment, home, changes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// A session for what is done beside whoever changes this state now, by a few rows of the database: cancel, approve. Where nobody does,
    /// this process is the one, and gives back what a process that died has held.
    /// </summary>
    public static async Task<IWorkflowSession> OpenBesideAsync(CliEnvironment environment, string changes, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(environment, changes, cancellationToken).ConfigureAwait(false);
        }
        catch (HomeException)
        {
            return await OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
        }
    }
}
