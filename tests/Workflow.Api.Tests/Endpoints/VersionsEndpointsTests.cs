using System.Net;
using System.Text.Json;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs;
using Workflow.Jobs.Registry;
using Workflow.Testing.Scoring;

namespace Workflow.Api.Tests.Endpoints;

public sealed class VersionsEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Card = "<!DOCTYPE html><title>Karte</title><style>p{color:red}</style><p>ü<script>alert(1)</script>";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RunningServer Server => shared.Server;

    [Fact]
    public async Task List_NoVersions_IsEmpty()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.Equal("""{"items":[]}""", (await server.ReadAsync("/api/v1/versions")).GetRawText());
    }

    [Fact]
    public async Task List_Versions_TellsWhatIsStored()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var stored = new StoredThings(server);
        ModelVersion first = await stored.AddVersionAsync(SamplePipelines.Binary());
        ModelVersion second = await stored.AddVersionAsync(SamplePipelines.Multiclass(), simulated: true);
        JsonElement[] items = [.. (await server.ReadAsync("/api/v1/versions")).GetProperty("items").EnumerateArray()];
        Assert.Equal(["stored@2", "stored@1"], items.Select(item => item.GetProperty("name").GetString()!));
        Assert.Equal([second.PipelineSha256, first.PipelineSha256], items.Select(item => item.GetProperty("pipelineSha256").GetString()!));
        Assert.Equal([true, false], items.Select(item => item.GetProperty("simulated").GetBoolean()));
        Assert.Equal(0.01234567, items[0].GetProperty("logLoss").GetDouble());
        Assert.False(items[0].TryGetProperty("image", out _));
        Assert.Single((await server.ReadAsync("/api/v1/versions?limit=1")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Get_ByNumberAndNewest_TellsTheVersion()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var stored = new StoredThings(server);
        await stored.AddVersionAsync(SamplePipelines.Binary());
        await stored.AddVersionAsync(SamplePipelines.Multiclass());
        Assert.Equal("stored@1", (await server.ReadAsync("/api/v1/versions/stored/1")).GetProperty("name").GetString());
        Assert.Equal("stored@2", (await server.ReadAsync("/api/v1/versions/stored/latest")).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Get_VersionWhoseBytesWereRemoved_TellsItsRecordAndThatTheyAreGone()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var stored = new StoredThings(server);
        await stored.AddVersionAsync(SamplePipelines.Binary());
        await stored.AddVersionAsync(SamplePipelines.Multiclass());
        await server.Get<VersionHolds>().HoldAsync(Projects.Default, "stored", 1, new HoldChange("case 12", "ada"), Cancel);
        Assert.False(await server.Get<VersionRemovals>().MarkAsync(Projects.Default, "stored", 1, Cancel));
        Assert.True(await server.Get<VersionRemovals>().MarkAsync(Projects.Default, "stored", 2, Cancel));
        Assert.Equal("case 12", (await server.ReadAsync("/api/v1/versions/stored/1")).GetProperty("hold").GetProperty("reason").GetString());
        Assert.True((await server.ReadAsync("/api/v1/versions/stored/2")).TryGetProperty("removedAt", out _));
        foreach (string part in (string[])["pipeline", "card"])
        {
            string told = await Problems.AssertAsync(await server.GetAsync($"/api/v1/versions/stored/2/{part}"), HttpStatusCode.Gone, VersionException.Removed);
            Assert.StartsWith("stored@2 was removed by gc on ", told, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/nowhere/latest", "not-found", "model 'nowhere' has no version")]
    [InlineData("/nowhere/1", "not-found", "there is no version 'nowhere@1'")]
    [InlineData("/nowhere/1/pipeline", "not-found", "there is no version 'nowhere@1'")]
    [InlineData("/nowhere/1/card", "not-found", "there is no version 'nowhere@1'")]
    [InlineData("/nowhere/one", "no-such-address", "GET /api/v1/versions/nowhere/one is nothing here")]
    [InlineData("/nowhere/99999999999999999999", "no-such-address", "GET /api/v1/versions/nowhere/99999999999999999999 is nothing here")]
    public async Task Get_UnknownVersion_Answers404(string path, string code, string reason) =>
        Assert.Equal(reason, await Problems.AssertAsync(await Server.GetAsync($"/api/v1/versions{path}"), HttpStatusCode.NotFound, code));

    [Fact]
    public async Task Pipeline_OfAVersion_IsTheArtifactToTheByte()
    {
        PipelineDraft draft = SamplePipelines.Graded();
        ModelVersion version = await new StoredThings(Server).AddVersionAsync(draft);
        HttpResponseMessage response = await Server.GetAsync($"/api/v1/versions/stored/{version.Number}/pipeline");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.ToString());
        Assert.Equal($"stored-{version.Number}.pipeline", response.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal(draft.ToZip().ToBytes(), await response.Content.ReadAsByteArrayAsync(Cancel));
    }

    // Whatever an author wrote into a card: it may show its own style sheet and nothing else.
    [Fact]
    public async Task Card_OfAVersion_IsShownInASandbox()
    {
        PipelineDraft draft = SamplePipelines.Regression() with { CardHtml = System.Text.Encoding.UTF8.GetBytes(Card) };
        ModelVersion version = await new StoredThings(Server).AddVersionAsync(draft);
        HttpResponseMessage response = await Server.GetAsync($"/api/v1/versions/stored/{version.Number}/card");
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(Card, await response.Content.ReadAsStringAsync(Cancel));
        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal("default-src 'none'; style-src 'unsafe-inline'; sandbox", policy);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Theory]
    [InlineData("pipeline")]
    [InlineData("card")]
    public async Task Artifact_DamagedOrGone_IsRefusedWithTheReason(string part)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        ModelVersion version = await new StoredThings(server).AddVersionAsync(SamplePipelines.Binary());
        string file = Path.Combine(server.Folder.Home, "artifacts", "sha256", version.PipelineSha256[..2], version.PipelineSha256);
        byte[] bytes = await File.ReadAllBytesAsync(file, Cancel);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Cancel);
        string address = $"/api/v1/versions/stored/1/{part}";
        Assert.Contains("is damaged", await Problems.AssertAsync(await server.GetAsync(address), HttpStatusCode.UnprocessableEntity, "artifact-damaged"), StringComparison.Ordinal);
        File.Delete(file);
        Assert.Contains("cannot be read", await Problems.AssertAsync(await server.GetAsync(address), HttpStatusCode.UnprocessableEntity, "artifact-damaged"), StringComparison.Ordinal);
    }

    // The bytes are whole, but another release wrote them.
    [Fact]
    public async Task Card_OfAPipelineThatThisReleaseCannotRead_IsRefusedWithTheReason()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var stored = new StoredThings(server);
        ModelVersion version = await stored.AddVersionAsync(SamplePipelines.Binary());
        byte[] newer = SamplePipelines.Binary().ToZip().WithJson("pipeline.json", manifest => manifest["formatVersion"] = 999).ToBytes();
        string sha256 = await server.Get<Jobs.Artifacts.IArtifactStore>().PutAsync(newer, Cancel);
        await stored.ExecuteAsync("UPDATE model_version SET pipeline_sha256 = @sha256 WHERE number = @number", new { sha256, number = version.Number });
        string detail = await Problems.AssertAsync(
            await server.GetAsync("/api/v1/versions/stored/1/card"), HttpStatusCode.UnprocessableEntity, "artifact-damaged");
        Assert.Contains("format version 999", detail, StringComparison.Ordinal);
    }
}
