using System.Globalization;
using System.Text.Json;
using Workflow.Bench.Deploying;
using Workflow.Bench.Serving;

namespace Workflow.Bench.Switches;

/// <summary>An endpoint on a platform that is switched again and again while clients ask it through the server's gateway.</summary>
internal sealed class SwitchedEndpoint(BenchHome home, ServedProcess server, string platform, TimeSpan quiet)
{
    /// <summary>Versions that are needed: one serves, one is kept warm, and one is neither.</summary>
    public const int Versions = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private (int Now, int Before) _serving = (1, 2);

    /// <summary>Carries out every kind until enough was asked meanwhile.</summary>
    public async Task<IReadOnlyList<MeasuredSwitches>> MeasureAsync(CancellationToken cancellationToken)
    {
        // The second kept warm, the first serves.
        await home.RunAsync(cancellationToken, home.Deploy(_serving.Before, platform));
        await home.RunAsync(cancellationToken, home.Deploy(_serving.Now, platform));
        await using var clients = new ClosedLoop(new Uri(server.Url, $"/endpoints/default/{BenchHome.EndpointOn(platform)}/model/score"), home.Answers);
        var measured = new List<MeasuredSwitches>();
        foreach (SwitchKind[] group in SwitchKind.Groups)
        {
            AnswerWindow before = await StayAsync(clients, cancellationToken);
            MeasuredSwitches[] kinds = [.. group.Select(kind => new MeasuredSwitches(kind) { Quiet = before })];
            while (!kinds.All(kind => kind.IsEnough))
            {
                foreach (MeasuredSwitches kind in kinds) await SwitchAsync(clients, kind, cancellationToken);
            }

            measured.AddRange(kinds);
        }

        return measured;
    }

    private async Task<AnswerWindow> StayAsync(ClosedLoop clients, CancellationToken cancellationToken)
    {
        // What the last switch has left is not counted.
        clients.Expect(new AnswerWindow(), _serving.Now, _serving.Before);
        await Task.Delay(quiet / 4, cancellationToken);
        var window = new AnswerWindow();
        clients.Expect(window, _serving.Now);
        await Task.Delay(quiet, cancellationToken);
        return window;
    }

    private async Task SwitchAsync(ClosedLoop clients, MeasuredSwitches measured, CancellationToken cancellationToken)
    {
        int next = measured.Kind.IsBack ? _serving.Before : Enumerable.Range(1, Versions).Except([_serving.Now, _serving.Before]).Single();
        clients.Expect(measured.During, _serving.Now, next);
        long started = TimeProvider.System.GetTimestamp();
        foreach (string[] command in measured.Kind.Commands(home, next, platform)) await home.RunAsync(cancellationToken, command);
        await OnRecordAsync(next, cancellationToken);
        await clients.ServedByAsync(next, cancellationToken);
        measured.Add(TimeProvider.System.GetElapsedTime(started));
        _serving = (next, _serving.Now);
        clients.Expect(new AnswerWindow(), _serving.Now);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {platform}, {measured.Kind.Name}: version {next} after {measured.Seconds.Values[^1]:F1} s, {measured.During.Requests:N0} requests, {measured.During.Failed} failed {measured.During.FirstFailure}"));
    }

    // A canary goes on for a while after its command has ended.
    private async Task OnRecordAsync(int version, CancellationToken cancellationToken)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (await VersionOnRecordAsync(cancellationToken) != $"{BenchHome.Pipeline}@{version}")
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience) throw new InvalidOperationException($"version {version} does not get to serve: {(await home.RunAsync(cancellationToken, "traffic", BenchHome.EndpointOn(platform))).Output}");
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private async Task<string?> VersionOnRecordAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using JsonDocument endpoints = JsonDocument.Parse(await http.GetStringAsync(new Uri(server.Url, "/api/v1/endpoints"), cancellationToken));
        return endpoints.RootElement.GetProperty("items").EnumerateArray().Single(endpoint => endpoint.GetProperty("name").GetString() == BenchHome.EndpointOn(platform)).GetProperty("version").GetString();
    }
}
