using System.Globalization;
using Workflow.Cli.Tests.TestData;
using Workflow.Testing.Http;

namespace Workflow.Cli.Tests.Commands;

/// <summary>Runs as a collector of OpenTelemetry sees them.</summary>
[Trait("Speed", "Slow")]
public sealed class TraceTests : IAsyncLifetime
{
    private TraceReceiver _receiver = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private (string Name, string Value)[] Variables => [("OTEL_EXPORTER_OTLP_ENDPOINT", _receiver.Address.ToString()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")];

    [Fact]
    public async Task Up_Runs_AreTracesWithTheirStepsAsChildren()
    {
        using ServingDesk desk = await ServingDesk.StartAsync(Variables);
        string good = await RunAsync(desk, "rig", "Succeeded");
        await RunAsync(desk, "unavailable", "Failed");
        (await desk.EndAsync()).Succeeded();

        Assert.All(_receiver.Requests, request => Assert.Equal("/v1/traces application/x-protobuf", request));
        TraceSpan root = Assert.Single(_receiver.Spans, span => span.Name == "run rig");
        string trace = Guid.Parse(good).ToString("N");
        Assert.Equal((trace, trace[16..], string.Empty, false), (root.Trace, root.Id, root.Parent, root.IsError));
        Assert.Equal(
            ["workflow.pipeline=rig", $"workflow.run={good}", "workflow.state=Succeeded"], Pairs(root));
        Assert.Equal("workflow", root.Resource["service.name"]);
        Assert.Equal($"{Environment.MachineName}-{desk.Server.Id.ToString(CultureInfo.InvariantCulture)}", root.Resource["service.instance.id"]);
        foreach (string step in (string[])["ingest", "split"])
        {
            TraceSpan child = Assert.Single(_receiver.Spans, span => span.Trace == trace && span.Name == $"step {step}");
            Assert.Equal((root.Id, false), (child.Parent, child.IsError));
            Assert.Equal(["workflow.end=succeeded", "workflow.fence=1", $"workflow.run={good}", $"workflow.step={step}"], Pairs(child));
            Assert.InRange(child.Began, root.Began, root.Ended);
        }

        TraceSpan bad = Assert.Single(_receiver.Spans, span => span.Name == "run unavailable");
        Assert.Equal(("Failed", true), (bad.Attributes["workflow.state"], bad.IsError));
        TraceSpan broken = Assert.Single(_receiver.Spans, span => span.Trace == bad.Trace && span.Parent == bad.Id);
        Assert.Equal(("step ingest", "failed", true), (broken.Name, broken.Attributes["workflow.end"], broken.IsError));
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task Worker_TwoShareARun_TheirSpansAreOneTrace()
    {
        await using PostgresDesk desk = await PostgresDesk.StartAsync();
        foreach ((string name, string value) in Variables) desk.Variables[name] = value;
        desk.Folder.Add("shared: {recipe: gated.yaml, target: state, steps: {ingest: {queue: train}, split: {queue: deploy}}}");
        using WorkerProcess train = await desk.StartWorkerAsync("--queues", "train");
        using WorkerProcess deploy = await desk.StartWorkerAsync("--queues", "deploy");
        string run = await desk.AddRunAsync("shared");
        await desk.UntilAsync("SELECT COUNT(*) = 1 FROM run WHERE state = 'Succeeded'");
        foreach (WorkerProcess worker in (WorkerProcess[])[train, deploy])
        {
            worker.Process.Signal("TERM");
            (await worker.Process.EndAsync()).Succeeded();
        }

        string trace = Guid.Parse(run).ToString("N");
        Assert.All(_receiver.Spans, span => Assert.Equal(trace, span.Trace));
        Assert.Equal(
            [$"run shared of {deploy.Process.Id} in ", $"step ingest of {train.Process.Id} in {trace[16..]}", $"step split of {deploy.Process.Id} in {trace[16..]}"],
            _receiver.Spans.Select(span => $"{span.Name} of {span.Resource["service.instance.id"].Split('-')[^1]} in {span.Parent}").Order(StringComparer.Ordinal));
    }

    public async ValueTask InitializeAsync() => _receiver = await TraceReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    private static async Task<string> RunAsync(ServingDesk desk, string pipeline, string end)
    {
        using HttpResponseMessage response = await desk.PostRunAsync(pipeline, desk.Key);
        string run = response.Headers.Location!.OriginalString.Split('/')[^1];
        Assert.Equal(end, (await desk.FollowAsync(run)).State());
        return run;
    }

    private static IEnumerable<string> Pairs(TraceSpan span) => span.Attributes.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal);
}
