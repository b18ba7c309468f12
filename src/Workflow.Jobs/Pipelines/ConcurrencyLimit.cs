namespace Workflow.Jobs.Pipelines;

/// <summary>How many steps that share a key may run at a time, over all workers.</summary>
/// <param name="Key">For example <c>endpoint:hydraulic-cooling-dev</c>, <c>pipeline:hydraulic-cooling</c> or <c>tag:gpu</c>.</param>
/// <param name="Maximum">How many, from 1.</param>
public sealed record ConcurrencyLimit(string Key, int Maximum);
