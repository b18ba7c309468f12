using System.Net;
using System.Text.Json;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Logs;
using Workflow.Jobs.Runs;
using Workflow.Testing.Pipelines;
using Workflow.Training.Randomness;

namespace Workflow.Api.Tests.Endpoints;

public sealed class RunFeedEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RunningServer Server => shared.Server;

    /// <summary>While the run goes on and writes, the reader leaves and comes back at random points.</summary>
    [Fact]
    public async Task Feed_ReaderThatConnectsAgainAndAgain_HasEveryLineOnceInOrder()
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            using var gate = new Gate(Server.Folder);
            string run = await Server.StartRunAsync("gated", noCache: true);
            await gate.ReachedAsync(Cancel);
            var random = new SeededRandom(seed);
            var reader = new FeedReader(Server, run);
            Task writing = WriteAsync(run, count: 450, gate);
            while (reader.End is null) await reader.ReadAsync(1 + random.Next(120), byAddress: random.Next(2) == 0);
            await writing;

            Assert.Equal("Succeeded", reader.End.Value.GetProperty("state").GetString());
            Assert.Equal(Enumerable.Range(0, 450).Select(i => $"line {i}"), reader.Items.SelectMany(item => item.Lines ?? []).Where(line => line.StartsWith("line ", StringComparison.Ordinal)));
            Assert.Equal(Enumerable.Range(1, reader.Items.Count).Select(i => (long)i), reader.Items.Select(item => item.Sequence));
            JsonElement history = (await Server.ReadAsync($"/api/v1/runs/{run}/history")).GetProperty("items");
            Assert.Equal(
                history.EnumerateArray().Select(happened => $"{happened.GetProperty("step").GetString()} {happened.GetProperty("kind").GetString()}"),
                reader.Items.Where(item => !item.IsLog).Select(item => $"{item.Step} {item.Kind}"));
        }
    }

    [Fact]
    public async Task Feed_RunThatFailed_EndsWithTheReason()
    {
        RunResult run = await Server.RunAsync("unavailable");
        var reader = new FeedReader(Server, run.Run);
        await reader.ReadAsync(int.MaxValue);
        Assert.Equal("Failed", reader.End!.Value.GetProperty("state").GetString());
        Assert.Contains("nowhere-at-all.csv", reader.End.Value.GetProperty("reason").GetString(), StringComparison.Ordinal);
        await reader.ReadAsync(int.MaxValue);
        Assert.Equal("created", reader.Items[0].Kind);
        Assert.Single(reader.Items, item => item.Kind == "created");
    }

    [Fact]
    public async Task Logs_JsonAndText_TellTheSameLines()
    {
        using var gate = new Gate(Server.Folder);
        string run = await Server.StartRunAsync("gated", noCache: true);
        await gate.ReachedAsync(Cancel);
        await WriteAsync(run, count: 450, gate);
        await Server.FollowAsync(run);
        var lines = new List<string>();
        string? next = "0";
        while (next is not null)
        {
            JsonElement page = await Server.ReadAsync($"/api/v1/runs/{run}/logs?step=ingest&limit=100&after={next}");
            lines.AddRange(page.GetProperty("items").EnumerateArray().SelectMany(item => item.GetProperty("lines").EnumerateArray()).Select(line => line.GetString()!));
            next = page.TryGetProperty("next", out JsonElement more) ? more.GetRawText() : null;
        }

        string whole = await TextAsync($"/api/v1/runs/{run}/logs?step=ingest");
        Assert.Equal(string.Concat(lines.Select(line => line + "\n")), whole);
        Assert.Equal(450, lines.Count(line => line.StartsWith("line ", StringComparison.Ordinal)));
        Assert.StartsWith((await TextAsync($"/api/v1/runs/{run}/logs?step=ingest&limit=3")), whole, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyOfThem_WrongNumberOrUnknownName_IsRefusedWithWhatIsAllowed()
    {
        RunResult run = await Server.RunAsync("rig");
        Assert.Contains("after: 'x' is no whole number", await RefusedAsync($"{run.Run}/feed?after=x", HttpStatusCode.BadRequest, "request-invalid"), StringComparison.Ordinal);
        Assert.Contains("after: '-1' is no whole number", await RefusedAsync($"{run.Run}/logs?after=-1", HttpStatusCode.BadRequest, "request-invalid"), StringComparison.Ordinal);
        Assert.Contains("it has ingest, split", await RefusedAsync($"{run.Run}/logs?step=x", HttpStatusCode.NotFound, "not-found"), StringComparison.Ordinal);
        foreach (string part in (string[])["feed", "logs", "history"]) await RefusedAsync($"nowhere/{part}", HttpStatusCode.NotFound, "not-found");
    }

    // As the step itself does: by its claim, row by row, then lets the step go on.
    private async Task WriteAsync(string run, int count, Gate gate)
    {
        RunRecord record = (await Server.Get<RunStore>().FindAsync(run, Cancel))!;
        var claim = new StepClaim(run, "ingest", record.Steps[0].Fence);
        for (int i = 0; i < count; i++) Assert.True(await Server.Get<StepLogStore>().AppendAsync(claim, $"line {i}\n", Cancel));
        gate.Open();
    }

    private async Task<string> TextAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("Accept", "text/plain");
        using HttpResponseMessage response = await Server.Anybody.SendAsync(request, Cancel);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    private async Task<string> RefusedAsync(string path, HttpStatusCode status, string code) =>
        await Problems.AssertAsync(await Server.GetAsync($"/api/v1/runs/{path}"), status, code);
}
