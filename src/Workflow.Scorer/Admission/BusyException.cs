namespace Workflow.Scorer.Admission;

/// <summary>A request that cannot be answered now, and can be later.</summary>
internal sealed class BusyException(string message) : Exception(message);
