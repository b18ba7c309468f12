namespace Workflow.Jobs.Runs;

/// <summary>A version that a run has brought beside the one that serves an endpoint.</summary>
/// <param name="Version">Name of the version.</param>
/// <param name="Url">Its own base address, at which it alone answers.</param>
/// <param name="Share">What it gets of the endpoint's requests, in words.</param>
public sealed record RunSecond(string Version, string Url, string Share);
