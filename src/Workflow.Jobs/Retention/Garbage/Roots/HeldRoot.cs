using Workflow.Jobs.Registry;

namespace Workflow.Jobs.Retention.Garbage.Roots;

/// <summary>Versions on hold.</summary>
/// <param name="versions">The versions.</param>
public sealed class HeldRoot(VersionStore versions) : IRetentionRoot
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<RetentionClaim>> ListAsync(string project, GarbageOptions options, CancellationToken cancellationToken) =>
    [
        .. from version in await versions.ListAsync(project, int.MaxValue, cancellationToken).ConfigureAwait(false)
           let hold = version.Hold
           where hold is not null
           select new RetentionClaim(version.PipelineSha256, $"is on hold since {hold.At:yyyy-MM-dd} by {hold.By}: {hold.Reason}") { Model = version.Model },
    ];
}
