namespace Workflow.Scorer.Requests;

/// <summary>A request that is larger than requests may be.</summary>
internal sealed class TooLargeException(string message) : Exception(message);
