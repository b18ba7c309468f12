namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>Asks both sides: the address for its answers, and the platform for what really runs there.</summary>
internal static class PlaceProof
{
    private const string Place = "platform";

    /// <summary>Asks. What answers although the platform says that it does not run is somebody else.</summary>
    /// <param name="handle">What was deployed.</param>
    /// <param name="inspectAsync">Asks the platform; empty where what was deployed does not run.</param>
    /// <param name="askAsync">Asks the address.</param>
    public static async Task<IReadOnlyList<ProofCheck>> OfAsync(
        DeploymentHandle handle, Func<Task<IReadOnlyList<ProofCheck>>> inspectAsync, Func<Task<IReadOnlyList<ProofCheck>>> askAsync)
    {
        IReadOnlyList<ProofCheck> place = await inspectAsync().ConfigureAwait(false);
        IReadOnlyList<ProofCheck> answers = await askAsync().ConfigureAwait(false);
        if (place.Count > 0) return [.. answers, .. place];
        if (answers[0].Outcome == ProofOutcome.Unknown) return [ProofCheck.Unknown(Place, $"{handle.Platform} {handle.Id} does not run")];

        // It may have been started again between the two questions.
        place = await inspectAsync().ConfigureAwait(false);
        return place.Count > 0
            ? [.. answers, .. place]
            : [.. answers, ProofCheck.Refuted(Place, $"{handle.Platform} {handle.Id} does not run, and something else answers at {handle.Url}")];
    }
}
