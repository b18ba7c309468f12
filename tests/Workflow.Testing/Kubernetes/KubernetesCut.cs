namespace Workflow.Testing.Kubernetes;

/// <summary>A connection that is lost at one change.</summary>
/// <param name="Change">Number of the change (PATCH or DELETE), from 1.</param>
/// <param name="IsDone">Whether what was asked for is done before, so that the answer alone is lost.</param>
/// <param name="Then">What happens at that moment besides: the client's end, for example.</param>
public sealed record KubernetesCut(int Change, bool IsDone, Func<Task>? Then = null);
