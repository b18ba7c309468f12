using System.Text.Json;
using Workflow.Scorer.Predictions;
using Workflow.Scorer.Serving;
using Workflow.Scoring;
using Workflow.Scoring.Format;
using Workflow.Testing.Scoring;
using Workflow.Testing.Time;

namespace Workflow.Scorer.Tests.Predictions;

/// <summary>Which rows are written, how, and what becomes of those that cannot be.</summary>
public sealed class PredictionLogTests
{
    private static readonly Guid First = new("019a0000-0000-7000-8000-000000000001");

    private static readonly double[] Rows = [1.5, 2.25, 0, -30, double.NaN, -1];

    private readonly ScoringPipeline _pipeline = new(PipelineFileReader.Read(SamplePipelines.Enveloped().ToZip().ToBytes()));
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Add_Rows_AreWrittenWithWhatWentInAndCameOut()
    {
        var sink = new MemorySink();
        double[] outputs = Score(Rows);
        await using (PredictionLog log = Log(sink, 1, "sample@7"))
        {
            var request = new CurrentRequest("abc", _time.GetTimestamp(), First);
            _time.Advance(TimeSpan.FromMilliseconds(2.5));
            log.Add(request, 40, Rows, outputs);
        }

        string expected = $$"""{"time":"2026-03-01T12:00:00.002Z","event":"prediction","id":"{{First}}/41","requestId":"abc","model":"sample","version":"sample@7","modelId":"{{_pipeline.ModelId}}","sha256":"{{_pipeline.Hash}}","input":{"temperature":-30,"pressure":null},"unseen":["mode"],"outside":true,""";
        Assert.Equal(2, sink.Lines.Count);
        Assert.StartsWith(expected, sink.Lines[1], StringComparison.Ordinal);
        JsonElement first = JsonDocument.Parse(sink.Lines[0]).RootElement;
        Assert.Equal($"{First}/40", first.GetProperty("id").GetString());
        Assert.Equal("""{"temperature":1.5,"pressure":2.25,"mode":"eco"}""", first.GetProperty("input").GetRawText());
        Assert.Equal(outputs[..3], first.GetProperty("output").EnumerateObject().Select(output => output.Value.GetDouble()));
        Assert.Equal(_pipeline.TargetLabels[_pipeline.Decide(outputs.AsSpan(0, 3))], first.GetProperty("decision").GetString());
        Assert.Equal(2.5, first.GetProperty("milliseconds").GetDouble());
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.01)]
    public async Task Add_AShare_IsChosenByIdentifiersAlone(double share)
    {
        var (one, other) = (new MemorySink(), new MemorySink());
        await WriteAsync(one, share, blocks: 1);
        await WriteAsync(other, share, blocks: 100);
        Assert.Equal(one.Lines.Select(Id), other.Lines.Select(Id));
        double deviation = Math.Sqrt(20_000 * share * (1 - share));
        Assert.InRange(one.Lines.Count, (20_000 * share) - (5 * deviation), (20_000 * share) + (5 * deviation));
    }

    // A caller that gives all its requests one identifier is written as often as others are.
    [Fact]
    public async Task Add_AShareOfRequestsOfOneIdentifier_IsChosenByTheScorersOwn()
    {
        const int requests = 5_000;
        const double share = 0.2;
        var sink = new MemorySink();
        var numbers = new SeededNumbers(1);
        double[] row = Rows[..3], outputs = Score(row);
        await using (PredictionLog log = Log(sink, share))
        {
            for (int i = 0; i < requests; i++) log.Add(new CurrentRequest("always", 0, new Guid(numbers.NextBytes(16))), 0, row, outputs);
        }

        double deviation = Math.Sqrt(requests * share * (1 - share));
        Assert.InRange(sink.Lines.Count, (requests * share) - (5 * deviation), (requests * share) + (5 * deviation));
        Assert.Equal(sink.Lines.Count, sink.Lines.Select(Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(sink.Lines, line => Assert.Equal("always", JsonDocument.Parse(line).RootElement.GetProperty("requestId").GetString()));
    }

    // Nothing is waited for: what comes while the sink stands still is kept up to a limit, and counted beyond it.
    [Fact]
    public async Task Add_TheSinkStandsStill_DropsAndCountsWhatIsTooMuch()
    {
        var sink = new MemorySink();
        PredictionLog log = Log(sink, 1);
        const int blocks = 1000, rows = 1000;
        double[] many = [.. Enumerable.Repeat(Rows[..3], rows).SelectMany(row => row)], outputs = Score(many);
        sink.Stop();
        for (int i = 0; i < blocks; i++) log.Add(new CurrentRequest($"{i}", 0), 0, many, outputs);
        Assert.InRange(log.Dropped, 1, (blocks * rows) - 1);
        Assert.Equal(0, log.Written);
        sink.GoOn();
        await log.DisposeAsync();
        Assert.Equal(blocks * rows, log.Written + log.Dropped);
        Assert.Equal(log.Written, sink.Lines.Count);
        Assert.InRange(log.Written * 6 * sizeof(double), 1, 8 << 20);
    }

    [Fact]
    public async Task Add_TheSinkFails_CountsAndGoesOn()
    {
        var sink = new MemorySink { Failures = 1 };
        PredictionLog log = Log(sink, 1);
        double[] outputs = Score(Rows);
        log.Add(new CurrentRequest("a", 0), 0, Rows, outputs);
        await sink.FailedAsync();
        log.Add(new CurrentRequest("b", 0, First), 0, Rows, outputs);
        await log.DisposeAsync();
        Assert.Equal((2, 2), (log.Written, log.Dropped));
        Assert.Equal([$"{First}/0", $"{First}/1"], sink.Lines.Select(Id));
    }

    private static string Id(string line) => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!;

    private async Task WriteAsync(MemorySink sink, double share, int blocks)
    {
        double[] many = [.. Enumerable.Repeat(Rows[..3], 20_000 / blocks).SelectMany(row => row)], outputs = Score(many);
        await using PredictionLog log = Log(sink, share);
        var request = new CurrentRequest("0HN7", 0, First);
        for (int i = 0; i < blocks; i++) log.Add(request, i * (20_000 / blocks), many, outputs);
    }

    private PredictionLog Log(IPredictionSink sink, double share, string? version = null) => new(_pipeline, version, new PredictionSample(share), sink, _time);

    private double[] Score(double[] cells)
    {
        var outputs = new double[cells.Length];
        _pipeline.Score(cells, outputs);
        return outputs;
    }
}
