using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Workflow.Bench.Deploying;
using Workflow.Jobs;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Home;

namespace Workflow.Bench.Kills;

/// <summary>Looks whether an endpoint is as it should be after a deployment: what answers, what is on record, what runs, and what was left.</summary>
/// <param name="home">The state directory.</param>
/// <param name="store">What is on record.</param>
/// <param name="scorers">What runs.</param>
internal sealed class EndpointCheck(BenchHome home, EndpointStore store, HomeScorers scorers)
{
    /// <summary>Everything that is not as it should be.</summary>
    public async Task<IReadOnlyList<string>> FindWrongsAsync(KillScenario scenario, int version, CancellationToken cancellationToken)
    {
        string name = BenchHome.EndpointOn(scenario.Platform);
        return
        [
            .. await AnswersAsync(name, version, scenario, cancellationToken),
            .. await HistoryAsync(name, version, cancellationToken),
            .. await RunningAsync(name, scenario, cancellationToken),
            .. Leftovers(),
        ];
    }

    private async Task<IReadOnlyList<string>> AnswersAsync(string name, int version, KillScenario scenario, CancellationToken cancellationToken)
    {
        JsonElement endpoint = (await home.ReadAsync(cancellationToken, "endpoints")).EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);
        (string? state, string? recorded) = (endpoint.GetProperty("state").GetString(), endpoint.GetProperty("version").GetString());
        var wrongs = new List<string>();
        if (state != "ready" || recorded != $"{BenchHome.Pipeline}@{version}") wrongs.Add($"on record: {recorded}, {state}");
        IEnumerable<string> addresses = [endpoint.GetProperty("url").GetString()!, .. scenario.HasGateway ? (string[])[endpoint.GetProperty("gatewayUrl").GetString()!] : []];
        foreach (string address in addresses)
        {
            int answered = await AskAsync(new Uri(new Uri(address), "model/score"), version, cancellationToken);
            if (answered != version) wrongs.Add($"version {answered} answers at {address}");
        }

        return wrongs;
    }

    private async Task<IReadOnlyList<string>> HistoryAsync(string name, int version, CancellationToken cancellationToken)
    {
        JsonElement[] past = [.. (await home.ReadAsync(cancellationToken, "deployments", name)).EnumerateArray()];
        bool isRight = past[0].GetProperty("version").GetString() == $"{BenchHome.Pipeline}@{version}"
            && !past[0].TryGetProperty("until", out _) && past.Skip(1).All(one => one.TryGetProperty("until", out _));
        return isRight ? [] : [$"history: {past[0].GetRawText()}, {past.Count(one => !one.TryGetProperty("until", out _))} without an end"];
    }

    // What runs is what is on record, no more and no less: one scorer, and the one before where a gateway follows.
    private async Task<IReadOnlyList<string>> RunningAsync(string name, KillScenario scenario, CancellationToken cancellationToken)
    {
        IReadOnlyList<EndpointRecord> endpoints = await store.ListAsync(Projects.Default, cancellationToken);
        string[] recorded = [.. endpoints.SelectMany(endpoint => endpoint.Handles).Select(NameOf).Order(StringComparer.Ordinal)];
        string[] running = [.. (await scorers.ContainersAsync(cancellationToken)).Concat(scorers.ProcessPorts().Select(PortName)).Order(StringComparer.Ordinal)];
        EndpointRecord endpoint = endpoints.Single(one => one.Name == name);
        var wrongs = new List<string>();
        if (!recorded.SequenceEqual(running, StringComparer.Ordinal)) wrongs.Add($"on record are {string.Join(' ', recorded)}, there are {string.Join(' ', running)}");
        if (endpoint.Handles.Count() > (scenario.HasGateway ? 2 : 1)) wrongs.Add($"{endpoint.Handles.Count()} deployments are on record for {name}");
        if (endpoint.Previous is { } warm && warm.PipelineSha256 == endpoint.PipelineSha256) wrongs.Add("what is kept warm is what serves");
        return wrongs;
    }

    // Which process serves changes when it is started again; its port does not.
    private static string NameOf(DeploymentHandle handle) => handle.Platform == PlatformNames.Process ? PortName(handle.Port) : handle.Id;

    private static string PortName(int port) => string.Create(CultureInfo.InvariantCulture, $"process:{port}");

    private IEnumerable<string> Leftovers() =>
        HomeLeftovers.ListTemporary(home.Home).Select(file => file.FullName).Concat(Directory.EnumerateFileSystemEntries(home.Home.Work)).Select(file => $"left: {Path.GetRelativePath(home.Home.Path, file)}");

    // A gateway follows within 0.2 s; a second is patience enough.
    private async Task<int> AskAsync(Uri address, int version, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        int answered = 0;
        for (int i = 0; i < 20 && answered != version; i++)
        {
            if (i > 0) await Task.Delay(50, cancellationToken);
            using var body = new ByteArrayContent(home.Answers.Request);
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response = await http.PostAsync(address, body, cancellationToken);
            answered = home.Answers.VersionOf(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }

        return answered;
    }
}
