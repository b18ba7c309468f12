namespace Workflow.Jobs.Runs;

/// <summary>What a worker got, and what is left for later.</summary>
/// <param name="Claims">The steps that are its own now.</param>
/// <param name="HasMore">Whether there is more that it could have taken: others held it at that moment, or limits let it take one at a time.</param>
/// <param name="NextDue">When the next lease, wait or patience ends, of any step; null where nothing waits for a time.</param>
public sealed record ClaimedWork(IReadOnlyList<StepClaim> Claims, bool HasMore, DateTimeOffset? NextDue);
