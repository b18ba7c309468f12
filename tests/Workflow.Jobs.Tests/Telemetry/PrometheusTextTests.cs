using System.Diagnostics.Metrics;
using Workflow.Jobs.Telemetry;

namespace Workflow.Jobs.Tests.Telemetry;

public sealed class PrometheusTextTests : IDisposable
{
    private readonly Meter _meter = new(nameof(PrometheusTextTests) + Guid.NewGuid());

    [Fact]
    public void Write_Counter_IsASumByTags()
    {
        using MetricsReader reader = Listen();
        Counter<long> counter = _meter.CreateCounter<long>("workflow.step.claims", "{claim}", "Claims");
        counter.Add(2, new KeyValuePair<string, object?>("workflow.step", "train"));
        counter.Add(1, new KeyValuePair<string, object?>("workflow.step", "deploy"));
        counter.Add(3, new KeyValuePair<string, object?>("workflow.step", "train"));

        Assert.Equal(
            """
            # HELP workflow_step_claims_total Claims
            # TYPE workflow_step_claims_total counter
            workflow_step_claims_total{workflow_step="deploy"} 1
            workflow_step_claims_total{workflow_step="train"} 5

            """,
            PrometheusText.Write(reader.Read()));
    }

    [Fact]
    public void Write_Histogram_HasCumulativeBucketsSumAndCount()
    {
        using MetricsReader reader = Listen();
        Histogram<double> histogram = _meter.CreateHistogram(
            "run.duration", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 10] });
        foreach (double seconds in (double[])[0.5, 0.25, 2, 100]) histogram.Record(seconds, new KeyValuePair<string, object?>("state", "ok"));

        Assert.Equal(
            """
            # TYPE run_duration_seconds histogram
            run_duration_seconds_bucket{state="ok",le="0.5"} 2
            run_duration_seconds_bucket{state="ok",le="1"} 2
            run_duration_seconds_bucket{state="ok",le="10"} 3
            run_duration_seconds_bucket{state="ok",le="+Inf"} 4
            run_duration_seconds_sum{state="ok"} 102.75
            run_duration_seconds_count{state="ok"} 4

            """,
            PrometheusText.Write(reader.Read()));
    }

    [Fact]
    public void Write_HostileText_IsEscaped()
    {
        using MetricsReader reader = Listen();
        _meter.CreateCounter<int>("a.b-c", null, "back\\slash\nand \"quotes\"").Add(1, new KeyValuePair<string, object?>("1.tag", "x\"y\\z\nend"));

        Assert.Equal(
            """
            # HELP a_b_c_total back\\slash\nand "quotes"
            # TYPE a_b_c_total counter
            a_b_c_total{_1_tag="x\"y\\z\nend"} 1

            """,
            PrometheusText.Write(reader.Read()));
    }

    [Fact]
    public void Write_Gauges_AreTheValuesOfTheMoment()
    {
        using MetricsReader reader = Listen();
        UpDownCounter<long> running = _meter.CreateUpDownCounter<long>("running");
        running.Add(1);
        running.Add(1);
        running.Add(-1);
        var depths = new Dictionary<string, long>(StringComparer.Ordinal) { ["train"] = 4, ["deploy"] = 1 };
        _meter.CreateObservableGauge("depth", () => depths.Select(queue => new Measurement<long>(queue.Value, new KeyValuePair<string, object?>("queue", queue.Key))).ToArray());

        Assert.Equal("# TYPE depth gauge\ndepth{queue=\"deploy\"} 1\ndepth{queue=\"train\"} 4\n# TYPE running gauge\nrunning 1\n", PrometheusText.Write(reader.Read()));
        depths.Remove("deploy");
        Assert.Equal("# TYPE depth gauge\ndepth{queue=\"train\"} 4\n# TYPE running gauge\nrunning 1\n", PrometheusText.Write(reader.Read()));
    }

    [Theory]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(1e-7, "1E-07")]
    public void Write_OddNumbers_AreWrittenAsPrometheusReadsThem(double value, string text) => Assert.Equal(
        $"# TYPE n gauge\nn {text}\n", PrometheusText.Write([new Metric("n", null, null, MetricKind.Gauge, [], [new MetricSeries([], value, 0, [])])]));

    [Fact]
    public void Read_MetersOfOthers_AreLeftOut()
    {
        using var foreign = new Meter(new MeterOptions(_meter.Name) { Scope = new object() });
        using MetricsReader reader = Listen();
        foreign.CreateCounter<long>("foreign").Add(1);
        Assert.Empty(reader.Read());
    }

    public void Dispose() => _meter.Dispose();

    private MetricsReader Listen() => new(_meter.Name, scope: null);
}
