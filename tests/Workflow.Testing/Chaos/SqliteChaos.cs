using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Workflow.Jobs.Home;
using Workflow.Jobs.Storage;
using Workflow.Training.Randomness;

namespace Workflow.Testing.Chaos;

/// <summary>One server on SQLite that is killed, ended and frozen again and again while clients ask it for runs.</summary>
public sealed class SqliteChaos : IDisposable
{
    private readonly ChaosPlan _plan;
    private readonly WorkflowHome _home;
    private readonly ChaosProcess _server;
    private readonly Dictionary<ChaosFault, int> _faults = [];

    private SqliteChaos(ChaosPlan plan, string folder)
    {
        _plan = plan;
        _home = new WorkflowHome(Path.Combine(folder, "home"));
        string pipelines = ChaosPipeline.Write(Path.Combine(folder, "pipelines"));
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["WORKFLOW_HOME"] = _home.Path };
        _server = new ChaosProcess(["up", "--port", "0", "--file", pipelines], environment, Path.Combine(folder, "server.log"), "The key for changes is in ");
    }

    /// <summary>Carries out a plan.</summary>
    /// <param name="plan">What to do; of the faults those that befall a server are chosen.</param>
    /// <param name="folder">A folder for whatever is needed.</param>
    /// <param name="note">Told what happens.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static async Task<ChaosReport> RunAsync(ChaosPlan plan, string folder, Action<string> note, CancellationToken cancellationToken)
    {
        using var chaos = new SqliteChaos(plan, folder);
        return await chaos.RunAsync(note, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    private async Task<ChaosReport> RunAsync(Action<string> note, CancellationToken cancellationToken)
    {
        long began = TimeProvider.System.GetTimestamp();
        Task breaking = BreakAsync(note, cancellationToken);
        var runs = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < _plan.Runs; i++) runs.Add(await AskAsync($"chaos {i}", cancellationToken));
        await breaking;
        note("nothing more is broken; the rest has to come to its end");
        long waited = TimeProvider.System.GetTimestamp();
        int resumed = 0;
        while (await CountOpenAsync(cancellationToken) is var open && TimeProvider.System.GetElapsedTime(waited) < _plan.Patience)
        {
            int again = await ResumePoisonedAsync(cancellationToken);
            resumed += again;
            if (open + again == 0) break;
            _server.Restart();
            await Task.Delay(200, cancellationToken);
        }

        _server.Restart();
        await _server.TerminateAsync(cancellationToken);
        await using var database = new SqliteDatabase(_home.Database);
        IReadOnlyList<string> wrongs = [.. await new ChaosVerdict(database, _home.Artifacts).FindWrongsAsync(runs, cancellationToken), .. _server.Wrongs];
        return new ChaosReport(runs.Count, _faults, wrongs, TimeProvider.System.GetElapsedTime(began), resumed);
    }

    // Asked again with the same key until somebody answers: a server that dies in the middle must not have begun two.
    private async Task<string> AskAsync(string key, CancellationToken cancellationToken)
    {
        while (true)
        {
            JsonElement? begun = await TryAsync(
                client =>
                {
                    var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/runs") { Content = JsonContent.Create(new { pipeline = ChaosPipeline.Name }) };
                    request.Headers.Add("Idempotency-Key", key);
                    return client.SendAsync(request, cancellationToken);
                },
                cancellationToken);
            if (begun is { } answer) return answer.GetProperty("run").GetString()!;
            await Task.Delay(100, cancellationToken);
        }
    }

    private async Task<int> CountOpenAsync(CancellationToken cancellationToken) =>
        await RunsAsync(cancellationToken) is { } runs ? runs.Count(run => run.GetProperty("state").GetString() is not ("Succeeded" or "Failed" or "Cancelled")) : 1;

    // A run on a step of which three servers died has failed, and says so: a user would take it up again.
    private async Task<int> ResumePoisonedAsync(CancellationToken cancellationToken)
    {
        int resumed = 0;
        foreach (JsonElement run in await RunsAsync(cancellationToken) ?? [])
        {
            if (run.GetProperty("state").GetString() != "Failed" || !run.GetRawText().Contains(ChaosVerdict.Poisoned, StringComparison.Ordinal)) continue;
            string address = $"api/v1/runs/{run.GetProperty("run").GetString()}/resume";
            if (await TryAsync(client => client.PostAsJsonAsync(new Uri(address, UriKind.Relative), new { }, cancellationToken), cancellationToken) is not null) resumed++;
        }

        return resumed;
    }

    private async Task<JsonElement[]?> RunsAsync(CancellationToken cancellationToken)
    {
        JsonElement? page = await TryAsync(client => client.GetAsync(new Uri("api/v1/runs?limit=500", UriKind.Relative), cancellationToken), cancellationToken);
        return page is { } answer ? [.. answer.GetProperty("items").EnumerateArray()] : null;
    }

    // Null where the server does not answer just now.
    private async Task<JsonElement?> TryAsync(Func<HttpClient, Task<HttpResponseMessage>> askAsync, CancellationToken cancellationToken)
    {
        if (ServerFile.Find(_home) is not { } server) return null;
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri(server.Url + "/"), Timeout = TimeSpan.FromSeconds(10) };
            client.DefaultRequestHeaders.Authorization = new("Bearer", server.Key);
            using HttpResponseMessage response = await askAsync(client);
            return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken) : null;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or JsonException || (gone is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private async Task BreakAsync(Action<string> note, CancellationToken cancellationToken)
    {
        var random = SeededRandom.For(_plan.Seed, "faults");
        for (int i = 0; i < _plan.Faults; i++)
        {
            await Task.Delay(600 + random.Next(1500), cancellationToken);
            ChaosFault fault = random.Next(6) switch
            {
                < 4 => ChaosFault.Kill,
                4 => ChaosFault.Terminate,
                _ => ChaosFault.Freeze,
            };
            note(string.Create(CultureInfo.InvariantCulture, $"{i + 1} of {_plan.Faults}: {fault}"));
            _faults[fault] = _faults.GetValueOrDefault(fault) + 1;
            if (fault == ChaosFault.Kill) await _server.KillAsync(cancellationToken);
            else if (fault == ChaosFault.Terminate) await _server.TerminateAsync(cancellationToken);
            else await _server.FreezeAsync(TimeSpan.FromSeconds(1), cancellationToken);
            _server.Restart();
        }
    }
}
