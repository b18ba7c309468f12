using System.Globalization;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>
/// An estimate of what a container group costs, to tell a cheap one from a dear one before it is deployed. It is no offer and no bill.
/// </summary>
/// <remarks>
/// Source: Microsoft's list price of Linux container groups, pay as you go, region East US, as it was known in 2024 and not checked since
/// (azure.microsoft.com/pricing/details/container-instances): 0.0000113 US dollars per second of a vCPU and 0.00000124 per second of a GB of
/// memory. Other regions, agreements, spot capacity, public addresses, traffic and tax are not in it.
/// </remarks>
/// <param name="DollarsPerDay">The estimate: US dollars for 24 hours of running.</param>
public sealed record ContainerGroupPrice(decimal DollarsPerDay)
{
    private const decimal DollarsPerCpuSecond = 0.0000113m;
    private const decimal DollarsPerGigabyteSecond = 0.00000124m;
    private const int SecondsPerDay = 24 * 60 * 60;
    private static readonly int[] Bounds = [1, 3, 10, 30, 100];

    /// <summary>The class of the estimate, in US dollars a day: an estimate to the cent would promise too much.</summary>
    public string Class => Array.FindIndex(Bounds, bound => DollarsPerDay < bound) switch
    {
        0 => "below 1 USD a day",
        -1 => "above 100 USD a day",
        int next => string.Create(CultureInfo.InvariantCulture, $"{Bounds[next - 1]} to {Bounds[next]} USD a day"),
    };

    /// <summary>The estimate for a size.</summary>
    /// <param name="cpu">Processors.</param>
    /// <param name="memoryInGB">Memory in GB.</param>
    public static ContainerGroupPrice Estimate(decimal cpu, decimal memoryInGB) =>
        new(SecondsPerDay * ((cpu * DollarsPerCpuSecond) + (memoryInGB * DollarsPerGigabyteSecond)));

    /// <inheritdoc/>
    public override string ToString() => $"{Class} (estimate by list price)";
}
