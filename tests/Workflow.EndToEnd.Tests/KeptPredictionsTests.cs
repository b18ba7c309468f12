using System.Text;
using System.Text.Json;
using Workflow.EndToEnd.Tests.Program;
using Workflow.Testing.Files;

namespace Workflow.EndToEnd.Tests;

/// <summary>What a real deployment predicts is kept: each answer once, with what went in, also what was answered while nobody received.</summary>
[Trait("Speed", "Slow")]
public sealed class KeptPredictionsTests(TrainedHome trained) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    [Trait("Needs", "Docker")]
    public async Task Score_EnvironmentKeepsPredictions_EachIsFoundWithItsAnswer(string platform)
    {
        WorkflowProgram program = trained.WithPublishedScorer(_folder.File("home"));
        string[] settings = ["--set", $"environments.dev.platform={platform}", "--set", "environments.dev.predictions.share=1", "--set", "train.budget.trials=2"];
        JsonElement run = (await program.RunAsync(Cancel, ["run", "hydraulic-cooling", "--json", .. settings])).Succeeded().Json;
        var url = new Uri(run.GetProperty("endpoint").GetProperty("url").GetString()!);

        // Nobody receives yet.
        string sample = await _http.GetStringAsync(new Uri(url, "model/sample_request"), Cancel);
        JsonElement early = await ScoreAsync(url, sample, "before");
        JsonElement late;
        await using (RunningServer server = await RunningServer.StartAsync(program, Repository.Path("pipelines.yaml"), Cancel))
        {
            late = await ScoreAsync(url, sample, "after");
            await WaitAsync(server, "before", "after");
        }

        // Now the database is read without the server.
        JsonElement[] kept = [.. (await program.RunAsync(Cancel, "predictions", "hydraulic-cooling-dev", "--last", "500", "--json")).Succeeded().Json.EnumerateArray()];
        Assert.Equal(2, kept.Length);
        foreach ((string request, JsonElement answer) in (IEnumerable<(string, JsonElement)>)[("before", early), ("after", late)])
        {
            JsonElement found = Assert.Single(kept, prediction => RequestOf(prediction) == request);
            Assert.Equal("hydraulic-cooling@1", found.GetProperty("version").GetString());
            JsonElement shown = (await program.RunAsync(Cancel, "predictions", "show", found.GetProperty("id").GetString()!, "--json")).Succeeded().Json;
            Assert.Equal(found.GetRawText(), shown.GetRawText());
            JsonElement record = shown.GetProperty("record");
            Assert.Equal(
                answer.GetProperty("score")[0].EnumerateArray().Select(text => text.GetString()),
                record.GetProperty("output").EnumerateObject().Select(output => output.Value.GetRawText()));
            using JsonDocument asked = JsonDocument.Parse(sample);
            Assert.Equal(
                asked.RootElement.GetProperty("fields").EnumerateArray().Select(field => field.GetString()).Order(StringComparer.Ordinal),
                record.GetProperty("input").EnumerateObject().Select(input => input.Name).Order(StringComparer.Ordinal));
        }

        (await program.RunAsync(Cancel, "delete", "hydraulic-cooling-dev", "--yes")).Succeeded();
    }

    private static string? RequestOf(JsonElement prediction) => prediction.GetProperty("record").GetProperty("requestId").GetString();

    private async Task<JsonElement> ScoreAsync(Uri url, string body, string requestId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, "model/score")) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("x-request-id", requestId);
        using HttpResponseMessage answer = await _http.SendAsync(request, Cancel);
        answer.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement.Clone();
    }

    private async Task WaitAsync(RunningServer server, params string[] requests)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using JsonDocument told = JsonDocument.Parse(await _http.GetStringAsync(new Uri(server.Url, "api/v1/predictions?endpoint=hydraulic-cooling-dev&limit=500"), Cancel));
            string?[] there = [.. told.RootElement.GetProperty("items").EnumerateArray().Select(RequestOf)];
            if (requests.All(there.Contains)) return;
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"of {string.Join(", ", requests)} came: {string.Join(", ", there)}");
            await Task.Delay(100, Cancel);
        }
    }
}
