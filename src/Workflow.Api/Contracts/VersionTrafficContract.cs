using Workflow.Jobs.Deployment.Traffic;

namespace Workflow.Api.Contracts;

/// <summary>What gateways have counted of a version at an endpoint, over all days.</summary>
/// <param name="Endpoint">Name of the endpoint.</param>
/// <param name="First">First day with requests, in universal time.</param>
/// <param name="Last">Last day with requests.</param>
/// <param name="Requests">Requests that it has ended.</param>
/// <param name="Errors">Those that it failed.</param>
/// <param name="ErrorShare">Their share, from 0 to 1.</param>
/// <param name="MedianMs">What half of the requests stayed within, in milliseconds, to the next of the bounds that are counted by.</param>
/// <param name="SlowestMs">What all but the slowest 1 % stayed within; absent where that was longer than the last bound, a minute.</param>
public sealed record VersionTrafficContract(
    string Endpoint, DateOnly First, DateOnly Last, long Requests, long Errors, double ErrorShare, double? MedianMs, double? SlowestMs)
{
    /// <summary>The contract of what was counted.</summary>
    public static VersionTrafficContract Of(VersionTraffic traffic)
    {
        ArgumentNullException.ThrowIfNull(traffic);
        ArmCounts counts = traffic.Counts;
        return new VersionTrafficContract(
            traffic.Endpoint, traffic.First, traffic.Last, counts.Requests, counts.Errors, counts.ErrorShare, OrNull(counts.MedianMs), OrNull(counts.SlowestMs));
    }

    // JSON has no infinity.
    private static double? OrNull(double milliseconds) => double.IsFinite(milliseconds) ? milliseconds : null;
}
