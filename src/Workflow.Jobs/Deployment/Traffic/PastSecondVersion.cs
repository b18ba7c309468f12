namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>A second version that an endpoint had.</summary>
/// <param name="Version">Name of the version.</param>
/// <param name="Plan">What it was there for, in one line.</param>
/// <param name="Share">Percent of the requests that it got at its end.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
public sealed record PastSecondVersion(string Version, string Plan, long Share, SecondVersionOutcome Outcome, string Reason, DateTimeOffset At);
