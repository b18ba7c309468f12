namespace Workflow.Jobs.Runs;

/// <summary>What there is to do for a worker.</summary>
/// <param name="Ready">Steps that it could take now, counted up to what it asked for.</param>
/// <param name="NextDue">When the next lease, wait or patience ends, of any step; null where nothing waits for a time.</param>
public sealed record WorkAhead(int Ready, DateTimeOffset? NextDue);
