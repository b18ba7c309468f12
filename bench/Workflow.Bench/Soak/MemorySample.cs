namespace Workflow.Bench.Soak;

/// <summary>What the scorer had in memory at a moment.</summary>
/// <param name="Requests">Requests that it had answered until then.</param>
/// <param name="Bytes">What was resident.</param>
internal sealed record MemorySample(double Requests, double Bytes);
