using System.Globalization;

namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>How much of the requests a second version gets, and by which rules that goes on.</summary>
/// <param name="Role">What it is there for.</param>
/// <param name="Shares">Percent of the requests, step by step; one where there are no steps. A canary's last is 100.</param>
public sealed record TrafficPlan(TrafficRole Role, IReadOnlyList<int> Shares)
{
    /// <summary>Shares of a canary where nobody says otherwise.</summary>
    public static IReadOnlyList<int> UsualShares { get; } = [5, 25, 50, 100];

    /// <summary>How long each step of a canary takes at least. Default: 5 min.</summary>
    public TimeSpan StepTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Fewest requests of the second version before a step is judged to have gone well. Default: 100.</summary>
    public int FewestRequests { get; init; } = 100;

    /// <summary>The share of failed requests (status 500 and above, or no answer) beyond that of the first version at which a canary ends. Default: 0.01.</summary>
    public double MostErrors { get; init; } = 0.01;

    /// <summary>How many times as long as the first version the slowest 1 % may take before a canary ends. Default: 2.</summary>
    public double MostLatency { get; init; } = 2;

    /// <summary>The share of rows with another class than the first version answers at which a canary ends. Default: 0.05.</summary>
    public double MostFlips { get; init; } = 0.05;

    /// <summary>Whether two plans say the same.</summary>
    public bool Equals(TrafficPlan? other) => other is not null
        && Role == other.Role && Shares.SequenceEqual(other.Shares)
        && (StepTime, FewestRequests, MostErrors, MostLatency, MostFlips) == (other.StepTime, other.FewestRequests, other.MostErrors, other.MostLatency, other.MostFlips);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Role, Shares.Count, Shares.Sum(), StepTime, FewestRequests, MostErrors, MostLatency, MostFlips);

    /// <summary>The plan in one line, for people.</summary>
    public override string ToString() => Role switch
    {
        TrafficRole.Canary => string.Create(
            CultureInfo.InvariantCulture, $"canary {string.Join(", ", Shares)} %, {StepTime.TotalSeconds:0.#} s a step; ends at {MostErrors:P1} more errors, {MostLatency:0.##} x the slowest 1 %, {MostFlips:P1} flips"),
        TrafficRole.Shadow => string.Create(CultureInfo.InvariantCulture, $"shadow, copies of {Shares[0]} % of the requests"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Shares[0]} % of the requests"),
    };

    /// <summary>Refuses a plan that cannot be carried out.</summary>
    /// <exception cref="DeploymentException">The message names the value and what is allowed.</exception>
    public void Require()
    {
        if (Shares.Count == 0 || Shares.Any(share => share is < 1 or > 100)) throw Wrong($"shares {string.Join(", ", Shares)}: 1 to 100 percent are allowed");
        if (Role == TrafficRole.Canary && (Shares[^1] != 100 || !Shares.SequenceEqual(Shares.Order().Distinct()))) throw Wrong($"steps {string.Join(", ", Shares)}: they have to rise, and end with 100");
        if (Role == TrafficRole.Split && Shares is not [< 100]) throw Wrong($"share {string.Join(", ", Shares)}: 1 to 99 percent are allowed; deploy the version to give it all");
        if (Role == TrafficRole.Shadow && Shares.Count != 1) throw Wrong("a shadow has one share");
        if (StepTime < TimeSpan.FromSeconds(1) || StepTime > TimeSpan.FromDays(7)) throw Wrong($"time of a step {StepTime}: 1 s to 7 days is allowed");
        if (FewestRequests < 1 || MostErrors is < 0 or > 1 || MostFlips is < 0 or > 1 || MostLatency < 1) throw Wrong("limits: errors and flips from 0 to 1, latency from 1 on, requests from 1 on");
    }

    private static DeploymentException Wrong(string why) => new($"the traffic cannot be split so: {why}");
}
