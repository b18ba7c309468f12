using System.Globalization;

namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>Judges a canary by what was counted since its step began. Bad news counts at once, good news only when the step's time is over.</summary>
public static class CanaryRules
{
    // Below this, one failure would decide.
    private const int FewestForBadNews = 20;

    /// <summary>Judges.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="first">The version that serves.</param>
    /// <param name="second">The canary.</param>
    /// <param name="elapsed">How long the step has taken so far.</param>
    /// <returns>What to do, and why.</returns>
    public static (CanaryDecision Decision, string Reason) Judge(TrafficPlan plan, ArmCounts first, ArmCounts second, TimeSpan elapsed)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (BadNews(plan, first, second) is { } bad) return (CanaryDecision.End, bad);
        if (elapsed < plan.StepTime) return (CanaryDecision.Wait, "the step's time is not over");
        if (second.Requests < plan.FewestRequests) return (CanaryDecision.Wait, Invariant($"{second.Requests} of {plan.FewestRequests} requests so far"));
        int fewestCompared = Math.Min(FewestForBadNews, plan.FewestRequests);
        return second.Compared < fewestCompared && plan.MostFlips < 1
            ? (CanaryDecision.Wait, Invariant(
                $"flips cannot be judged: {second.Compared} of {fewestCompared} rows could be compared so far, {second.Uncompared} answers could not (JSON up to 64 KiB can). Go on without by --promote, or deploy with --max-flips 1"))
            : (CanaryDecision.StepUp, Invariant($"{second.Requests} requests, {second.ErrorShare:P2} failed, {second.FlipShare:P2} flips"));
    }

    private static string? BadNews(TrafficPlan plan, ArmCounts first, ArmCounts second)
    {
        if (second.Requests >= FewestForBadNews && second.ErrorShare > first.ErrorShare + plan.MostErrors)
            return Invariant($"{second.Errors} of {second.Requests} requests failed ({second.ErrorShare:P1}); {first.ErrorShare:P1} of the other version's, and {plan.MostErrors:P1} more is allowed");
        if (second.Compared >= FewestForBadNews && second.FlipShare > plan.MostFlips)
            return Invariant($"{second.Flips} of {second.Compared} rows have another class ({second.FlipShare:P1}); {plan.MostFlips:P1} is allowed");

        // What is fast enough to be noise is not slow, however often it is multiplied.
        bool isMeasured = second.Requests >= plan.FewestRequests && first.Requests >= plan.FewestRequests;
        return isMeasured && second.SlowestMs > Math.Max(NoiseMs, plan.MostLatency * first.SlowestMs)
            ? Invariant($"the slowest 1 % take {second.SlowestMs:0.##} ms and more; {first.SlowestMs:0.##} ms with the other version, and {plan.MostLatency:0.##} times that is allowed")
            : null;
    }

    private const double NoiseMs = 5;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
