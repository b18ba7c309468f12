using Workflow.Jobs.Deployment.Local;

namespace Workflow.Bench.Measuring;

/// <summary>Ports for what benchmarks start themselves, away from those that deployments choose.</summary>
internal static class BenchPort
{
    private const int First = 18_300;
    private const int Count = 500;

    /// <summary>One that is free now.</summary>
    public static int Choose() => Enumerable.Range(First, Count).First(LoopbackPorts.IsFree);
}
