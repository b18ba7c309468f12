namespace Workflow.Testing.Azure;

/// <summary>A connection that is lost at one request.</summary>
/// <param name="Request">Number of the request, from 1.</param>
/// <param name="IsDone">Whether what was asked for is done before, so that the answer alone is lost.</param>
/// <param name="Then">What happens at that moment besides: the client's end, for example.</param>
public sealed record ArmCut(int Request, bool IsDone, Func<Task>? Then = null);
