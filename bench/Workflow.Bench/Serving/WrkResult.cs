using System.Globalization;

namespace Workflow.Bench.Serving;

/// <summary>What wrk tells.</summary>
/// <param name="Requests">Answers.</param>
/// <param name="Seconds">How long that took.</param>
/// <param name="Median">Microseconds from a request to its answer, median.</param>
/// <param name="P99">99th percentile of them.</param>
/// <param name="Refused">Answers of status 400 and more.</param>
/// <param name="Broken">Requests that had no answer.</param>
internal sealed record WrkResult(long Requests, double Seconds, long Median, long P99, long Refused, long Broken)
{
    /// <summary>Answers per second.</summary>
    public double PerSecond => Requests / Seconds;

    /// <summary>The same, where every answer was as it should be.</summary>
    /// <exception cref="InvalidOperationException">Some were not.</exception>
    public WrkResult RequireGood() => Refused + Broken == 0
        ? this
        : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"of {Requests} requests {Refused} were refused and {Broken} broken"));
}
