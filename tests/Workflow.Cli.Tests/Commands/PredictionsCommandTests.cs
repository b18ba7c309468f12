using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Cli.Tests.TestData;
using Workflow.Jobs.Home;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Predictions;
using Workflow.Jobs.Storage;
using Workflow.Testing.Pipelines;
using Workflow.Testing.Predictions;

namespace Workflow.Cli.Tests.Commands;

[Trait("Speed", "Slow")]
public sealed class PredictionsCommandTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Predictions_None_SaysHowToGetSome()
    {
        using var desk = new Desk();
        Assert.Contains("`predictions: {share: 1}` in an environment of pipelines.yaml", (await desk.RunAsync("predictions")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal("[]\n", (await desk.RunAsync("predictions", "--json")).Succeeded().Output);
        (await desk.RunAsync("predictions", "show", "7")).Refused(1, "'7' is no identifier of a prediction");
        (await desk.RunAsync("predictions", "show", $"{ScoredLines.Request()}/7")).Refused(1, "there is no prediction '");
        (await desk.RunAsync("predictions", "--since", "soon")).Refused(2, "--since: 'soon' is no time span and no moment, such as 2h");
        (await desk.RunAsync("predictions", "--last", "501")).Refused(2, "--last: '501' is no whole number from 1 to 500");
        (await desk.RunAsync("predictions", "--version", "rig@7")).Refused(1, "there is no version of 'rig' yet");
    }

    [Fact]
    public async Task Predictions_OfEndpoints_AreListedAndShown()
    {
        using var desk = new Desk();
        byte[] pipeline = [.. "a pipeline"u8];
        await StoredVersions.AddAsync(desk.Folder, "rig", pipeline);
        string sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(pipeline)), request = ScoredLines.Request();
        await StoreAsync(desk.Folder, "rig-dev", ScoredLines.Line(request, 2, sha256: sha256), ScoredLines.Line(request, 10, decision: "\\u001b[31mred"));
        await StoreAsync(desk.Folder, "other-dev", ScoredLines.Line(ScoredLines.Request(1), 0, seconds: 1));

        string table = (await desk.RunAsync("predictions", "rig-dev")).Succeeded().Output;
        string[] rows = [.. table.Split('\n').Where(line => line.Contains(request, StringComparison.Ordinal))];
        Assert.Equal(2, rows.Length);
        Assert.Matches($"2026-01-01 00:00:00Z .* {request}/10 .* rig-dev .* aaaaaaaaaaaa .* \uFFFD\\[31mred .* no ", rows[0]);
        Assert.Matches($" {request}/2 .* rig-dev .* rig@1 .* optimal .* no ", rows[1]);
        Assert.DoesNotContain("other-dev", table, StringComparison.Ordinal);

        Assert.Equal([$"{request}/2"], await IdsAsync(desk, "--version", "rig@1"));
        Assert.Equal([$"{request}/10", $"{request}/2"], (await IdsAsync(desk, "--since", "2026-01-01"))[1..]);
        Assert.Empty(await IdsAsync(desk, "--since", "1h"));
        Assert.Single(await IdsAsync(desk, "--last", "1"));
        Assert.Contains("none is so", (await desk.RunAsync("predictions", "rigdev")).Succeeded().Output, StringComparison.Ordinal);

        string shown = (await desk.RunAsync("predictions", "show", $"{request}/2")).Succeeded().Output;
        foreach (string line in (string[])["endpoint:   rig-dev", "version:    rig@1", "request:    caller's", "  Öl °C  1.50", "  a      -", "  p  0.75", "decision:   optimal"])
        {
            Assert.Contains($"{line}\n", shown, StringComparison.Ordinal);
        }

        string json = (await desk.RunAsync("predictions", "show", $"{request}/2", "--json")).Succeeded().Output;
        Assert.EndsWith($",\"record\":{ScoredLines.Line(request, 2, sha256: sha256)}}}\n", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predictions_OfAServer_AreThoseThatItHasReceived()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        using var http = new HttpClient();
        string request = ScoredLines.Request();
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(desk.Address, "api/v1/predictions"))
        {
            Content = new StringContent(ScoredLines.Lines(request, 3), Encoding.UTF8, "application/x-ndjson"),
        };
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", new PredictionKeys(new WorkflowHome(desk.Folder.Home)).Of("rig-dev").Reveal());
        Assert.Equal(HttpStatusCode.NoContent, (await http.SendAsync(message, Cancel)).StatusCode);

        JsonElement listed = (await desk.RunAsync("predictions", "rig-dev", "--since", "2026-01-01", "--last", "2", "--json")).Succeeded().Json;
        Assert.Equal([$"{request}/2", $"{request}/1"], listed.EnumerateArray().Select(prediction => prediction.GetProperty("id").GetString()));
        Assert.EndsWith($",\"record\":{ScoredLines.Line(request, 1)}}}\n", (await desk.RunAsync("predictions", "show", $"{request}/1", "--json")).Succeeded().Output, StringComparison.Ordinal);
        (await desk.RunAsync("predictions", "show", $"{request}/3")).Refused(1, $"there is no prediction '{request}/3'");
        string socket = new WorkflowHome(desk.Folder.Home).PredictionSocket;
        Assert.True(File.Exists(socket));
        (await desk.EndAsync()).Succeeded();
        Assert.False(File.Exists(socket));
    }

    private static async Task<string[]> IdsAsync(Desk desk, params string[] arguments) =>
        [.. (await desk.RunAsync(["predictions", .. arguments, "--json"])).Succeeded().Json.EnumerateArray().Select(prediction => prediction.GetProperty("id").GetString()!)];

    private static async Task StoreAsync(PipelinesFolder folder, string endpoint, params string[] lines)
    {
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddWorkflowJobs(new JobsOptions { HomePath = folder.Home }).BuildServiceProvider();
        await services.GetRequiredService<Migrator>().MigrateAsync(Cancel);
        await services.GetRequiredService<PredictionIntake>().StoreAsync(endpoint, new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines))), Cancel);
    }
}
