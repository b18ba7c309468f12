using System.Globalization;
using Workflow.Bench.Measuring;
using Workflow.Bench.Scoring;

namespace Workflow.Bench.Serving;

/// <summary>1000 rows a request: processor time of the scorer beside that of scoring the same rows in process.</summary>
internal sealed class BatchCost(string root, Servers servers, BenchModel model, string folder, int rounds, int seconds)
{
    private const int Rows = 1000;

    /// <summary>Measures, and writes a table.</summary>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var bodies = new ScoreBodies(model);
        byte[] body = bodies.Json(Rows);
        await using ServedProcess scorer = await servers.StartScorerAsync(Path.Combine(folder, "model.pipeline"), cancellationToken);
        int answerBytes = await AnswerCheck.RequireAsync(scorer, "/model/score", model, Rows, cancellationToken);
        await using ServedProcess bare = await servers.StartBareAsync(answerBytes, cancellationToken);
        var answered = new ServerLoad(root, scorer, Load.Write(folder, "many-rows", (1, "/model/score", "application/json", body)), 1);
        var refused = new ServerLoad(root, scorer, Load.Write(folder, "wrong-rows", (1, "/model/score", "application/json", bodies.WrongJson(Rows))), 1);
        var moved = new ServerLoad(root, bare, Load.Write(folder, "many-rows-moved", (1, "/", "application/json", body)), 1);
        var scored = new List<double>();
        for (int round = 0; round <= rounds; round++)
        {
            await answered.MeasureAsync(seconds, round > 0, cancellationToken);
            await refused.MeasureAsync(seconds, round > 0, cancellationToken, areRefused: true);
            await moved.MeasureAsync(seconds, round > 0, cancellationToken);
            double cpu = ScoreInProcess(bodies.Cells(Rows), seconds);
            if (round > 0) scored.Add(cpu);
        }

        return Table(answered, refused, moved, new Sample(scored), body.Length, answerBytes);
    }

    // Processor time, as that of the scorer is: others may use the machine too.
    private double ScoreInProcess(double[] cells, int seconds)
    {
        var outputs = new double[Rows * model.Pipeline.OutputColumns.Count];
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Speed speed = Speed.Of(seconds, () =>
        {
            model.Pipeline.Score(cells, outputs);
            return 1;
        });
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / speed.Rows;
    }

    private static string Table(ServerLoad answered, ServerLoad refused, ServerLoad moved, Sample scored, int bodyBytes, int answerBytes)
    {
        var ratio = new Sample([.. answered.Cpu.Values.Zip(scored.Values, (a, b) => a / b)]);
        double reading = refused.Cpu.Median - moved.Cpu.Median;
        double rest = answered.Cpu.Median - refused.Cpu.Median - scored.Median;
        return string.Create(CultureInfo.InvariantCulture, $"""
            | CPU per request of {Rows} rows ({bodyBytes / 1000} kB in, {answerBytes / 1000} kB out), µs | |
            |---|---|
            | the scorer | {ServerLoad.Text(answered.Cpu, "F0")} |
            | scoring the same rows in process | {ServerLoad.Text(scored, "F0")} |
            | **ratio** (to reach: at most 1.6) | **{ratio.Median:F2}** ({ratio.Minimum:F2}–{ratio.Maximum:F2}) |
            | of it: bare Kestrel that takes the same body and answers as many bytes | {moved.Cpu.Median:F0} |
            | of it: reading and checking all cells once (the same rows, and a member behind them that is not known: refused, nothing scored) | {reading:F0} |
            | of it: all else: envelope, counts, writing, cells that are read again where a request is too large to keep them | {rest:F0} |

            {answered.PerSecond.Median * Rows:N0} rows/s on one connection; {answered.PerSecond.Median * bodyBytes / 1e6:F0} MB/s of JSON.
            """);
    }
}
