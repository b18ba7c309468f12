using System.Globalization;
using Workflow.Bench.Measuring;
using Workflow.Bench.Scoring;

namespace Workflow.Bench.Serving;

/// <summary>The scorer beside what people run today: Flask and XGBoost behind gunicorn, with the same model and the same requests.</summary>
internal sealed class FlaskComparison(string root, Servers servers, BenchModel model, string folder, int rounds, int seconds)
{
    private const int Starts = 5;
    private const int Connections = 16;
    private const int ManyRows = 1000;
    private static readonly string[] Packages = ["gunicorn", "python3-flask", "python3-xgboost"];

    /// <summary>Measures, and writes a table.</summary>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        string pipeline = Path.Combine(folder, "model.pipeline"), booster = Path.Combine(folder, "booster.json");
        await File.WriteAllBytesAsync(booster, model.Booster, cancellationToken);
        string[] columns = [.. model.Pipeline.InputColumns.Select(column => column.Name)];
        Task<ServedProcess> Scorer() => servers.StartScorerAsync(pipeline, cancellationToken);
        Task<ServedProcess> Flask() => servers.StartFlaskAsync(booster, columns, cancellationToken);
        (Sample ownStart, Sample flaskStart) = (await StartsAsync(Scorer), await StartsAsync(Flask));
        await using ServedProcess scorer = await Scorer();
        await using ServedProcess flask = await Flask();
        (ServerLoad Own, ServerLoad Flask) one = await MeasureAsync(scorer, flask, 1, cancellationToken);
        (ServerLoad Own, ServerLoad Flask) many = await MeasureAsync(scorer, flask, ManyRows, cancellationToken);
        (double ownMemory, _) = ProcessTree.Memory(scorer.Id);
        (double flaskMemory, double flaskShared) = ProcessTree.Memory(flask.Id);
        DebianPackages packages = await DebianPackages.OfAsync(Packages, cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"""
            | | scorer | Flask, gunicorn, XGBoost | |
            |---|---|---|---|
            | one row a request, {Connections} connections: requests/s | {ServerLoad.Text(one.Own.PerSecond, "N0")} | {ServerLoad.Text(one.Flask.PerSecond, "N0")} | **{one.Own.Over(one.Flask).Median:F1} times** |
            | 99 % of them within | {one.Own.P99.Median / 1000:F2} ms | {one.Flask.P99.Median / 1000:F2} ms | {one.Flask.P99.Median / one.Own.P99.Median:F1} times |
            | {ManyRows} rows a request: requests/s | {ServerLoad.Text(many.Own.PerSecond, "N0")} | {ServerLoad.Text(many.Flask.PerSecond, "N0")} | **{many.Own.Over(many.Flask).Median:F1} times** |
            | 99 % of them within | {many.Own.P99.Median / 1000:F1} ms | {many.Flask.P99.Median / 1000:F1} ms | {many.Flask.P99.Median / many.Own.P99.Median:F1} times |
            | memory after that, all processes | {ownMemory / 1e6:F0} MB | {flaskMemory / 1e6:F0} MB ({flaskShared / 1e6:F0} MB with shared pages divided) | {flaskShared / ownMemory:F1} times |
            | exec to the first 200, median of {Starts} | {ServerLoad.Text(ownStart, "F0")} ms | {ServerLoad.Text(flaskStart, "F0")} ms | {flaskStart.Median / ownStart.Median:F1} times |
            | size on disk | {(servers.Engine.SizeBytes + model.File.Length) / 1e6:F0} MB | {(packages.InstalledBytes + model.Booster.Length) / 1e6:F0} MB, {packages.Count} packages | {packages.InstalledBytes / servers.Engine.SizeBytes:F1} times |
            | as pushed or fetched | {servers.Engine.CompressedBytes / 1e6:F0} MB | {packages.DownloadBytes / 1e6:F0} MB | {packages.DownloadBytes / servers.Engine.CompressedBytes:F1} times |

            gunicorn with {Servers.Workers} workers of {Servers.Threads} threads (`gthread`: connections stay open), one thread of OpenMP each; bench/peers/serve.py checks no cell and knows no envelope. Sizes: the scorer's
            are those of its image without the model's card; the service's are the Debian packages gunicorn, python3-flask and python3-xgboost with all that they depend on
            and nothing else, by `apt-get --simulate` and their own declared sizes; an image on a usual base is larger.
            """);
    }

    private async Task<(ServerLoad Own, ServerLoad Flask)> MeasureAsync(ServedProcess scorer, ServedProcess flask, int rows, CancellationToken cancellationToken)
    {
        await AnswerCheck.RequireAsync(scorer, "/model/score", model, rows, cancellationToken);
        await AnswerCheck.RequireAsync(flask, "/predict", model, rows, cancellationToken);
        byte[] body = new ScoreBodies(model).Json(rows);
        var own = new ServerLoad(root, scorer, Load.Write(folder, string.Create(CultureInfo.InvariantCulture, $"own-{rows}"), (1, "/model/score", "application/json", body)), Connections);
        var peer = new ServerLoad(root, flask, Load.Write(folder, string.Create(CultureInfo.InvariantCulture, $"flask-{rows}"), (1, "/predict", "application/json", body)), Connections);
        for (int round = 0; round <= rounds; round++)
        {
            await own.MeasureAsync(seconds, round > 0, cancellationToken);
            await peer.MeasureAsync(seconds, round > 0, cancellationToken);
        }

        return (own, peer);
    }

    private static async Task<Sample> StartsAsync(Func<Task<ServedProcess>> start)
    {
        var times = new List<double>();
        for (int i = 0; i < Starts; i++)
        {
            await using ServedProcess server = await start();
            times.Add(server.StartMilliseconds);
        }

        return new Sample(times);
    }
}
