using Workflow.Jobs.Runs;

namespace Workflow.Api.Contracts;

/// <summary>The last event of a run's feed: the run is over and everything was told.</summary>
/// <param name="State">How it ended.</param>
/// <param name="Reason">Why, where it did not succeed.</param>
public sealed record FeedEnd(RunState State, string? Reason);
