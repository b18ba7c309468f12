namespace Workflow.Jobs.Deployment.Rehearsals;

/// <summary>Takes away what rehearsals have left that were killed.</summary>
public sealed class RehearsalRemains(RehearsalStore rehearsals, Platforms platforms, EndpointStore endpoints, TimeProvider time)
{
    /// <summary>Takes away what a rehearsal of an endpoint has left, unless one goes on.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="endpoint">Name of the endpoint.</param>
    /// <param name="forget">Whether what a platform that does not answer has is forgotten instead of refused.</param>
    /// <param name="cancellationToken">Stops waiting; the same call continues.</param>
    public async Task ClearAsync(string project, string endpoint, bool forget, CancellationToken cancellationToken)
    {
        if (await rehearsals.FindPlaceAsync(project, endpoint, cancellationToken).ConfigureAwait(false) is null) return;

        // Whoever rehearses takes its own away.
        if (await rehearsals.ClaimAsync(project, endpoint, time.GetUtcNow(), cancellationToken).ConfigureAwait(false) is not { } claim) return;
        try
        {
            if (await rehearsals.FindPlaceAsync(project, endpoint, cancellationToken).ConfigureAwait(false) is not { } place) return;
            if (await endpoints.FindAsync(project, place.Name, cancellationToken).ConfigureAwait(false) is not null) return;
            await platforms.Find(place.Platform).DestroyAsync(place.Removal with { Forget = forget }, cancellationToken).ConfigureAwait(false);
            await rehearsals.NoteAsync(claim, null, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await rehearsals.ReleaseAsync(claim, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
