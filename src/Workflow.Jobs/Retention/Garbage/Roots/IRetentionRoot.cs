namespace Workflow.Jobs.Retention.Garbage.Roots;

/// <summary>
/// Something for whose sake versions stay: endpoints, holds, whatever else may name a version one day. Whoever makes a version one that has to stay does
/// so while it holds the version's row, and refuses where its bytes are gone.
/// </summary>
public interface IRetentionRoot
{
    /// <summary>The versions that stay for its sake.</summary>
    /// <param name="project">The project.</param>
    /// <param name="options">What is kept.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    Task<IReadOnlyList<RetentionClaim>> ListAsync(string project, GarbageOptions options, CancellationToken cancellationToken);
}
