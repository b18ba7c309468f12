using System.Globalization;
using Workflow.Bench.Scoring;
using Workflow.Bench.Serving;
using Workflow.Bench.Targets;

namespace Workflow.Bench.Soak;

/// <summary>Memory of the scorer: idle, under load, and over millions of requests of every kind.</summary>
/// <param name="root">The checkout.</param>
/// <param name="requests">How many requests.</param>
internal sealed class SoakBenchmark(string root, long requests) : IBenchmark
{
    private const int Connections = 16;
    private const int SecondsOfPiece = 10;
    private const int ManyRows = 1000;
    private const int RoundOfRequests = 1000;
    private const int WrongOfRound = 10;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("workflow-bench-").FullName;
        try
        {
            Servers servers = await Servers.PublishAsync(root, cancellationToken);
            BenchModel model = BenchModel.Train(HydraulicTarget.Read(root, "stable_y").Dataset);
            string pipeline = Path.Combine(folder, "model.pipeline");
            await File.WriteAllBytesAsync(pipeline, model.File, cancellationToken);
            await using ServedProcess scorer = await servers.StartScorerAsync(pipeline, cancellationToken);
            await Task.Delay(Settling, cancellationToken);
            double idle = ProcessTree.Memory(scorer.Id).Resident;
            (List<MemorySample> samples, long refused, double seconds) = await AskAsync(scorer, Mixed(folder, model), cancellationToken);
            double peak = ProcessTree.Peak(scorer.Id);
            await Task.Delay(Settling, cancellationToken);
            return Section(samples, refused, seconds, idle, peak, ProcessTree.Memory(scorer.Id).Resident);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Of a thousand requests.
    private static Load Mixed(string folder, BenchModel model)
    {
        var bodies = new ScoreBodies(model);
        return Load.Write(
            folder,
            "mixed",
            (970, "/model/score", "application/json", bodies.Json(1)),
            (4, "/model/score", "application/json", bodies.Json(ManyRows)),
            (4, "/model/score", "text/csv", bodies.Csv(ManyRows)),
            (12, "/model/contribution", "application/json", bodies.JsonWithContributions(1)),
            (WrongOfRound, "/model/score", "application/json", bodies.WrongJson(1)));
    }

    // In pieces, for wrk goes by time, not by requests.
    private async Task<(List<MemorySample> Samples, long Refused, double Seconds)> AskAsync(ServedProcess scorer, Load load, CancellationToken cancellationToken)
    {
        var samples = new List<MemorySample>();
        long answered = 0, refused = 0;
        double seconds = 0;
        while (answered < requests)
        {
            Task<WrkResult> piece = Wrk.RunAsync(root, scorer.Port, load, Connections, SecondsOfPiece, cancellationToken);
            var during = new List<double>();
            while (!piece.IsCompleted)
            {
                during.Add(ProcessTree.Memory(scorer.Id).Resident);
                await Task.WhenAny(piece, Task.Delay(Interval, cancellationToken));
            }

            WrkResult result = await piece;
            if (result.Broken > 0) throw new InvalidOperationException($"{result.Broken} requests had no answer");
            samples.AddRange(during.Select((bytes, i) => new MemorySample(answered + (result.Requests * (i + 0.5) / during.Count), bytes)));
            RequireRefused(result);
            answered += result.Requests;
            refused += result.Refused;
            seconds += result.Seconds;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {answered:N0} requests, {samples[^1].Bytes / 1e6:F1} MB"));
        }

        return (samples, refused, seconds);
    }

    // wrk ends in the middle of a round: what is refused may be off by the most of two.
    private static void RequireRefused(WrkResult result)
    {
        double expected = (double)result.Requests / RoundOfRequests * WrongOfRound;
        if (Math.Abs(result.Refused - expected) > 2 * WrongOfRound) throw new InvalidOperationException($"{result.Refused} of {result.Requests} requests were refused");
    }

    private static string Section(List<MemorySample> samples, long refused, double seconds, double idle, double peak, double after)
    {
        double answered = samples[^1].Requests;
        MemorySample[] second = [.. samples.Where(sample => sample.Requests >= answered / 2)];
        var trend = MemoryTrend.Of(second);
        return string.Create(CultureInfo.InvariantCulture, $"""
            ## Memory of the scorer

            The publish that images have, with its default options, a model of 300 trees. {answered / 1e6:F1} million requests on {Connections} connections in {seconds / 60:F1} minutes: of a thousand 970 have one row as
            JSON, 4 a thousand rows as JSON, 4 as CSV, 12 ask for contributions, 10 have a wrong cell ({refused:N0} were refused, as they should be). What is resident (RSS) was
            read four times a second.

            | | measured | to reach |
            |---|---|---|
            | idle, {Settling.TotalSeconds:F0} s after the start | {idle / 1e6:F1} MB | at most 60 MB |
            | peak | {peak / 1e6:F1} MB | at most 120 MB |
            | first and second half of the run, on average | {samples.Take(samples.Count - second.Length).Average(sample => sample.Bytes) / 1e6:F1} and {second.Average(sample => sample.Bytes) / 1e6:F1} MB | |
            | trend over the second half, {second.Length} samples | {trend.BytesPerMillion / 1e3:F0} kB per million requests (standard error {trend.StandardError / 1e3:F0}) | flat |
            | {Settling.TotalSeconds:F0} s after the last request | {after / 1e6:F1} MB | |
            """);
    }
}
