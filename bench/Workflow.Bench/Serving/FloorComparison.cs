using System.Globalization;
using Workflow.Bench.Measuring;
using Workflow.Bench.Scoring;

namespace Workflow.Bench.Serving;

/// <summary>One row a request: the scorer beside Kestrel with nothing behind it, and beside itself without an envelope.</summary>
internal sealed class FloorComparison(string root, Servers servers, BenchModel model, string folder, int rounds, int seconds)
{
    private const double LookSeconds = 0.3;
    private static readonly int[] Connections = [1, 16, 64];

    /// <summary>Measures, and writes two tables.</summary>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        string file = Path.Combine(folder, "model.pipeline"), plain = Path.Combine(folder, "plain.pipeline");
        await File.WriteAllBytesAsync(file, model.File, cancellationToken);
        await File.WriteAllBytesAsync(plain, model.WithoutEnvelope(), cancellationToken);
        var load = Load.Write(folder, "one-row", (1, "/model/score", "application/json", new ScoreBodies(model).Json(1)));
        await using ServedProcess scorer = await servers.StartScorerAsync(file, cancellationToken);
        int length = await AnswerCheck.RequireAsync(scorer, "/model/score", model, 1, cancellationToken);
        await using ServedProcess bare = await servers.StartBareAsync(length, cancellationToken);
        await using ServedProcess unlimited = await servers.StartScorerAsync(plain, cancellationToken);
        var lines = new List<string>();
        string envelope = string.Empty;
        foreach (int connections in Connections)
        {
            var ours = new ServerLoad(root, scorer, load, connections);
            var floor = new ServerLoad(root, bare, load, connections);
            var without = new ServerLoad(root, unlimited, load, connections);
            for (int round = 0; round <= rounds; round++)
            {
                // The first round only warms up.
                await floor.MeasureAsync(seconds, round > 0, cancellationToken);
                await ours.MeasureAsync(seconds, round > 0, cancellationToken);
                if (connections == 1) await without.MeasureAsync(seconds, round > 0, cancellationToken);
            }

            lines.AddRange(Lines(connections, ours, floor));
            if (connections == 1) envelope = Envelope(ours, without);
            foreach (string line in lines.TakeLast(2)) Console.Error.WriteLine($"  {line}");
        }

        return $"""
            | connections | server | requests/s | of the floor's | median, µs | 99 %, µs | CPU of the server per request, µs |
            |---|---|---|---|---|---|---|
            {string.Join('\n', lines)}

            To reach: at least 0.85 of the floor's requests/s.

            {envelope}
            """;
    }

    private static string[] Lines(int connections, ServerLoad ours, ServerLoad floor)
    {
        Sample ratio = ours.Over(floor);
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"| {connections} | bare Kestrel | {ServerLoad.Text(floor.PerSecond, "N0")} | | {floor.Latency.Median:F0} | {ServerLoad.Text(floor.P99, "F0")} | {ServerLoad.Text(floor.Cpu, "F1")} |"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"| | scorer | {ServerLoad.Text(ours.PerSecond, "N0")} | **{ratio.Median:F2}** ({ratio.Minimum:F2}–{ratio.Maximum:F2}) | {ours.Latency.Median:F0} | {ServerLoad.Text(ours.P99, "F0")} | {ServerLoad.Text(ours.Cpu, "F1")} |"),
        ];
    }

    private string Envelope(ServerLoad with, ServerLoad without)
    {
        double look = new Sample([.. Enumerable.Range(0, rounds).Select(_ => EnvelopeCost.Measure(model, LookSeconds).Microseconds)]).Median;
        double cpu = new Sample([.. with.Cpu.Values.Zip(without.Cpu.Values, (a, b) => a - b)]).Median;
        double latency = with.MeanLatency.Median;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            The envelope: to look whether the row lies outside takes {look * 1000:F0} ns, **{look / latency * 100:F2} %** of the {latency:F0} µs of an answer on one connection (to reach: less
            than 5 %). The same model without an envelope, in the same rounds, answers in {without.MeanLatency.Median:F0} µs with {cpu:F1} µs less CPU, and tells nothing.
            """);
    }
}
