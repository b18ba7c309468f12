using Workflow.Jobs.Home;

namespace Workflow.Jobs.Deployment.Rehearsals;

/// <summary>Takes away what rehearsals of this state directory have left that were killed.</summary>
public sealed class RehearsalRemains(RehearsalStore rehearsals, Platforms platforms, EndpointStore endpoints, WorkflowHome home, TimeProvider time)
{
    /// <summary>Endpoints of which something may be left that can be taken away from here.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string project, CancellationToken cancellationToken) =>
        [.. (await rehearsals.ListLostAsync(project, cancellationToken).ConfigureAwait(false)).Where(lost => lost.Places.Any(place => place.IsOf(home))).Select(lost => lost.Endpoint)];

    /// <summary>Takes away what a rehearsal of an endpoint has left, unless one goes on.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="endpoint">Name of the endpoint.</param>
    /// <param name="forget">Whether what a platform that does not answer has is forgotten instead of refused.</param>
    /// <param name="cancellationToken">Stops waiting; the same call continues.</param>
    /// <returns>Whether nothing is left that could be taken away from here; false where somebody rehearses, or was killed only now.</returns>
    public async Task<bool> ClearAsync(string project, string endpoint, bool forget, CancellationToken cancellationToken)
    {
        if (!(await rehearsals.ListPlacesAsync(project, endpoint, cancellationToken).ConfigureAwait(false)).Any(place => place.IsOf(home))) return true;
        if (await rehearsals.ClaimAsync(project, endpoint, time.GetUtcNow(), cancellationToken).ConfigureAwait(false) is not { } claim) return false;
        var kept = new KeptClaim(rehearsals, claim, time);
        await using (kept.ConfigureAwait(false))
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(kept.Lost, cancellationToken);
            await ClearAsync(claim, forget, stop.Token).ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>Takes away what is left, with a claim.</summary>
    internal async Task ClearAsync(RehearsalClaim claim, bool forget, CancellationToken cancellationToken)
    {
        foreach (RehearsalPlace place in (await rehearsals.ListPlacesAsync(claim.Project, claim.Endpoint, cancellationToken).ConfigureAwait(false)).Where(place => place.IsOf(home)))
        {
            // By that name another may rehearse by now.
            await rehearsals.RequireAsync(claim, cancellationToken).ConfigureAwait(false);
            if (await endpoints.FindAsync(claim.Project, place.Name, cancellationToken).ConfigureAwait(false) is null)
                await platforms.Find(place.Handle.Platform).DestroyAsync(place.Removal with { Forget = forget }, cancellationToken).ConfigureAwait(false);
            await rehearsals.ForgetAsync(claim, place, cancellationToken).ConfigureAwait(false);
        }
    }
}
