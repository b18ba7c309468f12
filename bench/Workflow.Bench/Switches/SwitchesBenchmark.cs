using System.Diagnostics;
using System.Globalization;
using Workflow.Bench.Deploying;
using Workflow.Bench.Measuring;
using Workflow.Bench.Serving;

namespace Workflow.Bench.Switches;

/// <summary>What clients notice of a switch from one version to another, by every way that there is.</summary>
/// <param name="root">The checkout.</param>
/// <param name="seconds">How long clients are measured in quiet before each kind.</param>
internal sealed class SwitchesBenchmark(string root, int seconds) : IBenchmark
{
    /// <inheritdoc/>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await using BenchHome home = await BenchHome.CreateAsync(root, SwitchedEndpoint.Versions, cancellationToken);
        await using ServedProcess server = await StartServerAsync(home, cancellationToken);
        var lines = new List<string>();
        foreach (string platform in (string[])["docker", "process"])
        {
            IReadOnlyList<MeasuredSwitches> kinds = await new SwitchedEndpoint(home, server, platform, TimeSpan.FromSeconds(seconds)).MeasureAsync(cancellationToken);
            lines.AddRange(kinds.Select(kind => Line(platform, kind)));
            await home.RunAsync(cancellationToken, "delete", BenchHome.EndpointOn(platform), "--yes");
        }

        return Section(lines);
    }

    private static Task<ServedProcess> StartServerAsync(BenchHome home, CancellationToken cancellationToken)
    {
        int port = BenchPort.Choose();
        var info = new ProcessStartInfo(home.Launcher, ["up", "--port", port.ToString(CultureInfo.InvariantCulture), "--file", home.PipelinesFile]);
        info.Environment["WORKFLOW_HOME"] = home.Home.Path;
        return ServedProcess.StartAsync(info, port, "/api/v1/endpoints", cancellationToken);
    }

    private static string Line(string platform, MeasuredSwitches kind)
    {
        string failed = kind.During.FirstFailure is { } why ? $"{kind.During.Failed} ({why.ReplaceLineEndings(" ")})" : "0";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {platform} | {kind.Kind.Name} | {kind.Seconds.Values.Count} | {kind.Seconds.Median:F1} s (up to {kind.Seconds.Maximum:F1}) | {kind.During.Requests:N0} | **{failed}** | {kind.During.Times.Median:F2} ({kind.Quiet.Times.Median:F2}) | {kind.During.Times.Quantile(0.99):F2} ({kind.Quiet.Times.Quantile(0.99):F2}) | {kind.During.Times.Maximum:F0} |{(kind.Quiet.FirstFailure is { } quiet ? $" failed in quiet: {kind.Quiet.Failed} ({quiet})" : string.Empty)}");
    }

    private string Section(List<string> lines) => string.Create(CultureInfo.InvariantCulture, $"""
        ## Switches under load

        An endpoint behind the gateway of `workflow up`; {ClosedLoop.Connections} clients ask it for a score without a pause, each on a connection of its own, and share the machine's cores with
        it. A request has failed where it is not answered with 200, or with other digits than those of the version before or of the new one. A switch lasts from
        its command until the new version alone answers; each kind goes on until 10,000 requests were answered meanwhile. In parentheses: the {seconds} s before, in which
        nothing was switched. New versions are started for all kinds but rollbacks.

        | platform | switch | times | took, median | requests during it | failed | median, ms | 99 %, ms | slowest, ms |
        |---|---|---|---|---|---|---|---|---|
        {string.Join('\n', lines)}

        To reach: at least 10,000 requests of each kind, none failed.
        """);
}
