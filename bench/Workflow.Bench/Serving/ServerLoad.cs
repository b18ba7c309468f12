using System.Globalization;
using Workflow.Bench.Measuring;

namespace Workflow.Bench.Serving;

/// <summary>What a server did with one load, round by round.</summary>
/// <param name="root">The checkout.</param>
/// <param name="server">The server.</param>
/// <param name="load">What it is sent.</param>
/// <param name="connections">On how many connections.</param>
internal sealed class ServerLoad(string root, ServedProcess server, Load load, int connections)
{
    private readonly List<WrkResult> _results = [];
    private readonly List<double> _cpu = [];

    /// <summary>Answers per second.</summary>
    public Sample PerSecond => new([.. _results.Select(result => result.PerSecond)]);

    /// <summary>Microseconds of an answer, on average: on one connection, what it takes.</summary>
    public Sample MeanLatency => new([.. _results.Select(result => connections * 1e6 / result.PerSecond)]);

    /// <summary>Median of the times of an answer, in microseconds.</summary>
    public Sample Latency => new([.. _results.Select(result => (double)result.Median)]);

    /// <summary>99th percentile of them.</summary>
    public Sample P99 => new([.. _results.Select(result => (double)result.P99)]);

    /// <summary>Microseconds of processor time of the server per answer.</summary>
    public Sample Cpu => new(_cpu);

    /// <summary>Measures a round.</summary>
    /// <param name="seconds">How long.</param>
    /// <param name="isKept">Whether it counts.</param>
    /// <param name="areRefused">Whether every request is wrong.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task MeasureAsync(int seconds, bool isKept, CancellationToken cancellationToken, bool areRefused = false)
    {
        double before = ProcessTree.CpuSeconds(server.Id);
        WrkResult result = await Wrk.RunAsync(root, server.Port, load, connections, seconds, cancellationToken);
        double cpu = ProcessTree.CpuSeconds(server.Id) - before;
        if (!areRefused) result.RequireGood();
        else if (result.Refused != result.Requests) throw new InvalidOperationException("wrong rows were answered");
        if (!isKept) return;
        _results.Add(result);
        _cpu.Add(cpu / result.Requests * 1e6);
    }

    /// <summary>How many times as many answers per second as another one had in the same rounds.</summary>
    public Sample Over(ServerLoad other) => new([.. _results.Zip(other._results, (mine, theirs) => mine.PerSecond / theirs.PerSecond)]);

    /// <summary>A number with the smallest and the largest.</summary>
    public static string Text(Sample sample, string format) => string.Create(
        CultureInfo.InvariantCulture,
        $"{sample.Median.ToString(format, CultureInfo.InvariantCulture)} ({sample.Minimum.ToString(format, CultureInfo.InvariantCulture)}–{sample.Maximum.ToString(format, CultureInfo.InvariantCulture)})");
}
