using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Workflow.EndToEnd.Tests.Program;
using Workflow.Testing.Files;

namespace Workflow.EndToEnd.Tests;

/// <summary>A model is exchanged, gone back from and tried out while clients ask its endpoint without a pause: real scorers, through the server's gateway.</summary>
[Trait("Speed", "Slow")]
public sealed class UpdateUnderLoadTests(TrainedHome trained)
{
    private const int Clients = 8;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DeployRollbackCanary_UnderLoad_NoRequestFails()
    {
        using var folder = new TemporaryFolder();
        WorkflowProgram program = trained.WithPublishedScorer(folder.File("home"));
        string pipelines = await ProcessPipelines.WriteAsync(folder, Cancel);
        string[] file = ["--file", pipelines];
        foreach (string trials in (string[])["3", "2"])
        {
            (await program.RunAsync(Cancel, ["run", "hydraulic-cooling", "--json", "--set", $"train.budget.trials={trials}", .. file])).Succeeded();
        }

        await using RunningServer server = await RunningServer.StartAsync(program, pipelines, Cancel);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var endpoint = new Uri(server.Url, "endpoints/default/hydraulic-cooling-dev/model/");
        string sample = await http.GetStringAsync(new Uri(endpoint, "sample_request"), Cancel);
        var answers = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var failures = new ConcurrentQueue<string>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task[] load = [.. Enumerable.Range(0, Clients).Select(_ => AskAsync(http, new Uri(endpoint, "score"), sample, answers, failures, over))];

        await DoAsync("deploy", "hydraulic-cooling@1", "--env", "dev");
        await DoAsync("rollback", "hydraulic-cooling-dev");
        await DoAsync("deploy", "hydraulic-cooling@1", "--env", "dev", "--split", "50");
        await DoAsync("traffic", "hydraulic-cooling-dev", "--promote");
        await DoAsync("rollback", "hydraulic-cooling-dev");

        await over.CancelAsync();
        await Task.WhenAll(load);
        Assert.Empty(failures);

        // Each of the two versions has answered, and nobody else.
        Assert.Equal(2, answers.Count);
        Assert.All(answers.Values, count => Assert.True(count > Clients));
        await DoAsync("stop", "hydraulic-cooling-dev");

        // Never without a request in between.
        async Task DoAsync(params string[] command)
        {
            int before = answers.Values.Sum();
            (await program.RunAsync(Cancel, command[0] is "deploy" or "rollback" ? [.. command, .. file] : command)).Succeeded();
            while (!over.IsCancellationRequested && answers.Values.Sum() < before + Clients) await Task.Yield();
        }
    }

    // The sample request is answered by each version in its own words: the model's id is among them.
    private static async Task AskAsync(
        HttpClient http, Uri address, string sample, ConcurrentDictionary<string, int> answers, ConcurrentQueue<string> failures, CancellationTokenSource over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                using var body = new StringContent(sample, Encoding.UTF8, "application/json");
                using HttpResponseMessage answer = await http.PostAsync(address, body, Cancel);
                string told = await answer.Content.ReadAsStringAsync(Cancel);
                if (answer.StatusCode == HttpStatusCode.OK) answers.AddOrUpdate(JsonDocument.Parse(told).RootElement.GetProperty("id").GetString()!, 1, (_, count) => count + 1);
                else failures.Enqueue($"{answer.StatusCode}: {told}");
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException)
            {
                failures.Enqueue(failure.Message);
            }

            // One is enough.
            if (!failures.IsEmpty) await over.CancelAsync();
        }
    }
}
