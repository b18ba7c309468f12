using Workflow.Jobs.Home;

namespace Workflow.Jobs.Deployment.Local;

/// <summary>
/// Held from choosing a port of this machine until something listens there: two deployments of one user, of the same state directory or of two, would else
/// choose the same.
/// </summary>
internal static class PortTurn
{
    private const string FileName = "ports.turn";

    /// <summary>Waits for the turn.</summary>
    /// <param name="home">The state directory.</param>
    /// <param name="onPhase">Told where another deployment has it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<FileTurn> TakeAsync(WorkflowHome home, Action<string> onPhase, CancellationToken cancellationToken)
    {
        string users = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (users.Length > 0)
        {
            try
            {
                return await FileTurn.TakeAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(users, "workflow")).FullName, FileName), cancellationToken, Tell).ConfigureAwait(false);
            }
            catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
            {
                // A user without a folder of its own, as services have them: the state directory's own will do.
            }
        }

        return await FileTurn.TakeAsync(Path.Combine(home.Endpoints, FileName), cancellationToken, Tell).ConfigureAwait(false);

        void Tell() => onPhase("waiting for another deployment of this machine to have its port");
    }
}
