using System.Diagnostics;
using System.Globalization;
using Workflow.Bench.Measuring;
using Workflow.Bench.Scoring;
using Workflow.Bench.Serving;
using Workflow.Bench.Targets;
using Workflow.Jobs.Deployment.Local;

namespace Workflow.Bench.Gateway;

/// <summary>An endpoint through the gateway, and through nginx in its place, beside its direct address, as separate processes on this machine.</summary>
/// <param name="root">The checkout.</param>
/// <param name="seconds">How long each measurement of a round takes.</param>
internal sealed class GatewayBenchmark(string root, int seconds) : IBenchmark
{
    private const int Rounds = 5;
    private const string Endpoint = "bench-dev";
    private const string DirectPath = "/model/score";
    private const string Prefix = $"/endpoints/default/{Endpoint}";
    private const string GatewayPath = $"{Prefix}{DirectPath}";
    private static readonly (int Rows, int Connections)[] Loads = [(1, 1), (100, 1), (1000, 1), (1, 16), (100, 16), (1000, 16)];

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
            await using ServedProcess gateway = await StartGatewayAsync(Path.Combine(folder, "home"), scorer, cancellationToken);
            await using ServedProcess nginx = await NginxProxy.StartAsync(folder, Prefix, scorer, new HashSet<int> { scorer.Port, gateway.Port }, cancellationToken);
            var lines = new List<string>();
            foreach ((int rows, int connections) in Loads) lines.AddRange(await CompareAsync(folder, model, (rows, connections), scorer, gateway, nginx, cancellationToken));
            return Section(lines);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<ServedProcess> StartGatewayAsync(string home, ServedProcess scorer, CancellationToken cancellationToken)
    {
        // Builds, if anything must be built.
        string workflow = Path.Combine(root, "workflow");
        await MeasuredProcess.RunAsync([workflow, "--version"], null, cancellationToken);
        await StoredEndpoint.AddAsync(home, Endpoint, scorer.Port, cancellationToken);
        int port = LoopbackPorts.Choose(new HashSet<int> { scorer.Port });
        var info = new ProcessStartInfo(workflow, ["gateway", "--port", port.ToString(CultureInfo.InvariantCulture)]);
        info.Environment["WORKFLOW_HOME"] = home;
        info.Environment.Remove("WORKFLOW_DATABASE");
        return await ServedProcess.StartAsync(info, port, "/health/ready", cancellationToken);
    }

    private async Task<string[]> CompareAsync(
        string folder, BenchModel model, (int Rows, int Connections) size, ServedProcess scorer, ServedProcess gateway, ServedProcess nginx, CancellationToken cancellationToken)
    {
        (int rows, int connections) = size;
        await AnswerCheck.RequireAsync(scorer, DirectPath, model, rows, cancellationToken);
        await AnswerCheck.RequireAsync(gateway, GatewayPath, model, rows, cancellationToken);
        await AnswerCheck.RequireAsync(nginx, GatewayPath, model, rows, cancellationToken);
        byte[] body = new ScoreBodies(model).Json(rows);
        string name = string.Create(CultureInfo.InvariantCulture, $"{rows}-{connections}");
        var direct = new ServerLoad(root, scorer, Load.Write(folder, $"direct-{name}", (1, DirectPath, "application/json", body)), connections);
        Load proxied = Load.Write(folder, $"gateway-{name}", (1, GatewayPath, "application/json", body));
        var through = new ServerLoad(root, gateway, proxied, connections);
        var peer = new ServerLoad(root, nginx, proxied, connections);
        for (int round = 0; round <= Rounds; round++)
        {
            // The first round only warms up.
            await direct.MeasureAsync(seconds, round > 0, cancellationToken);
            await through.MeasureAsync(seconds, round > 0, cancellationToken);
            await peer.MeasureAsync(seconds, round > 0, cancellationToken);
        }

        string[] lines = [Direct(size, direct), Through("gateway", through, direct), Through("nginx", peer, direct)];
        foreach (string line in lines) Console.Error.WriteLine($"  {line}");
        return lines;
    }

    private static string Direct((int Rows, int Connections) size, ServerLoad direct) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {size.Rows} | {size.Connections} | direct | {ServerLoad.Text(direct.PerSecond, "N0")} | | {ServerLoad.Text(direct.Latency, "F0")} | | {ServerLoad.Text(direct.P99, "F0")} | | |");

    private static string Through(string name, ServerLoad through, ServerLoad direct) => string.Create(
        CultureInfo.InvariantCulture,
        $"| | | {name} | {ServerLoad.Text(through.PerSecond, "N0")} | {through.Over(direct).Median:F2} | {ServerLoad.Text(through.Latency, "F0")} | **{Ratio(through.Latency, direct.Latency):F2}** | {ServerLoad.Text(through.P99, "F0")} | **{Ratio(through.P99, direct.P99):F2}** | {ServerLoad.Text(through.Cpu, "F0")} |");

    // Of a round, then the middle of the rounds.
    private static double Ratio(Sample through, Sample direct) => new Sample([.. through.Values.Zip(direct.Values, (a, b) => a / b)]).Median;

    private string Section(List<string> lines) => string.Create(CultureInfo.InvariantCulture, $"""
        ## The gateway

        `POST /model/score` at an endpoint's direct address, through `workflow gateway`, and through nginx in its place, which hands on and does nothing else; each a
        process of this machine that wrk asks on connections that stay open; wrk, gateway and scorer share its cores. {Rounds} rounds in turn of {seconds} s each after one to warm up; medians, with smallest and largest in parentheses;
        ratios are those of a round. Answers were compared before.

        | rows a request | connections | address | requests/s | ratio | median, µs | ratio | 99 %, µs | ratio | CPU in between per request, µs |
        |---|---|---|---|---|---|---|---|---|---|
        {string.Join('\n', lines)}

        To reach: median at most 1.15 times, 99 % at most 1.25 times the direct address.
        """);
}
