using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Workflow.EndToEnd.Tests.Program;
using Workflow.Testing.Data;
using Workflow.Testing.Files;
using Workflow.Testing.Requirements;

[assembly: AssemblyFixture(typeof(TrainedHome))]

namespace Workflow.EndToEnd.Tests;

/// <summary>The main job on a Docker engine, and everything that its user does next. On real data where a mirror has them.</summary>
[Trait("Needs", "Docker")]
[Trait("Speed", "Slow")]
public sealed class MainJobTests(TrainedHome trained)
{
    private static readonly string[] AllSteps = ["ingest", "split", "guard", "train", "validate", "publish-scorer", "build-image", "deploy"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Run_First_SucceedsWithEveryStepDone()
    {
        JsonElement result = trained.FirstRun.Succeeded().Json;

        Assert.Equal("Succeeded", result.GetProperty("state").GetString());
        Assert.Equal("hydraulic-cooling", result.GetProperty("pipeline").GetString());
        Assert.Equal(1, result.GetProperty("version").GetInt32());
        Assert.Equal(AllSteps, result.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("name").GetString()));
        Assert.All(result.GetProperty("steps").EnumerateArray(), step => Assert.Equal("Succeeded", step.GetProperty("state").GetString()));
    }

    [Fact]
    public void Run_First_KeepsProgressOffStandardOutput()
    {
        Assert.Equal(JsonValueKind.Object, trained.FirstRun.Json.ValueKind);
        Assert.Contains("train: begins", trained.FirstRun.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_First_DropsTheLeakyColumnAndKeepsTheAllowedOneOnRecord()
    {
        JsonElement[] findings = [.. trained.Result.GetProperty("findings").EnumerateArray()];
        string?[] inputs = [.. trained.Result.GetProperty("inputColumns").EnumerateArray().Select(column => column.GetString())];

        Assert.Contains(findings, f => f.GetProperty("column").GetString() == "cool_eff_pct" && f.GetProperty("action").GetString() == "drop" && f.GetProperty("auc").GetDouble() > 0.991);
        Assert.Contains(findings, f => f.GetProperty("column").GetString() == "cool_pwr_pct" && f.GetProperty("action").GetString() == "allow");
        Assert.Equal(16, inputs.Length);
        Assert.DoesNotContain("cool_eff_pct", inputs);
    }

    // As domain experts expect: the cooler's own sensors tell its state.
    [Fact]
    public async Task Run_First_ReliesOnTheCoolerMost()
    {
        string id = trained.Result.GetProperty("run").GetString()!;

        JsonElement evaluation = (await trained.Program.RunAsync(Cancel, "runs", "output", id, "validate.evaluation")).Succeeded().Json;

        string?[] columns = [.. evaluation.GetProperty("importance").EnumerateArray().Select(column => column.GetProperty("column").GetString())];
        Assert.Equal(16, columns.Length);
        Assert.Equal("cool_pwr_pct", columns[0]);
        Assert.Contains(columns.Take(4), column => column is "tsb_temp" or "tsc_temp" or "tsd_temp");
    }

    [Fact]
    public void Run_First_SaysWhereTheDataCameFrom()
    {
        JsonElement dataset = trained.Result.GetProperty("dataset");
        bool isReal = HydraulicData.RealArchive is not null;

        Assert.Equal(!isReal, dataset.GetProperty("simulated").GetBoolean());
        Assert.Equal(2205, dataset.GetProperty("rows").GetInt32());
        Assert.Equal(64, dataset.GetProperty("sha256").GetString()!.Length);
        if (isReal) Assert.Equal("mirror uci447-1hz.zip", dataset.GetProperty("origin").GetString());
    }

    [Fact]
    public void Run_First_MakesASmallImage()
    {
        JsonElement image = trained.Result.GetProperty("image");

        Assert.StartsWith("sha256:", image.GetProperty("digest").GetString(), StringComparison.Ordinal);
        Assert.InRange(image.GetProperty("sizeBytes").GetInt64(), 1, 45_000_000);
        Assert.InRange(image.GetProperty("compressedBytes").GetInt64(), 1, 15_000_000);
    }

    [Fact]
    public async Task Image_OfTheRun_IsSignedAndLockedPartByPart()
    {
        JsonElement image = trained.Result.GetProperty("image");
        JsonElement verified = (await trained.Program.RunAsync(Cancel, "image", "verify", "hydraulic-cooling@1", "--json")).Succeeded().Json;
        Assert.True(verified.GetProperty("passed").GetBoolean());
        Assert.Equal(8, verified.GetProperty("checks").GetArrayLength());

        using JsonDocument locked = JsonDocument.Parse((await trained.Program.RunAsync(Cancel, "image", "inspect", "hydraulic-cooling@1", "--lock")).Succeeded().Output);
        Assert.Equal(image.GetProperty("digest").GetString(), locked.RootElement.GetProperty("manifestDigest").GetString());
        JsonElement engine = locked.RootElement.GetProperty("engine");
        Assert.Contains(engine.GetProperty("packages").EnumerateArray(), pack =>
            pack.GetProperty("name").GetString() == "Microsoft.NETCore.App.Runtime.linux-x64" && pack.TryGetProperty("contentHash", out _));
        Assert.Contains(engine.GetProperty("libraries").EnumerateArray(), library => library.GetProperty("path").GetString()!.EndsWith("/libc.so.6", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Endpoint_SampleRequest_IsAnsweredWithProbabilities()
    {
        JsonElement endpoint = trained.Result.GetProperty("endpoint");
        using var http = new HttpClient { BaseAddress = new Uri(endpoint.GetProperty("url").GetString()!) };
        using var body = new StringContent(endpoint.GetProperty("sampleRequest").GetString()!, Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await http.PostAsync(new Uri("model/score", UriKind.Relative), body, Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal(["cool_cond_y.3", "cool_cond_y.20", "cool_cond_y.100"], answer.GetProperty("fields").EnumerateArray().Select(f => f.GetString()!));
        double sum = answer.GetProperty("score")[0].EnumerateArray().Sum(p => double.Parse(p.GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(1, sum, 12);
    }

    [Fact]
    public async Task Run_Again_ReusesEveryStep()
    {
        ProgramResult again = await trained.Program.RunAsync(Cancel, "run", "hydraulic-cooling", "--json", "--set", "environments.dev.platform=docker");

        JsonElement result = again.Succeeded().Json;
        Assert.All(result.GetProperty("steps").EnumerateArray(), step => Assert.Equal("Reused", step.GetProperty("state").GetString()));
        Assert.Equal(trained.Result.GetProperty("image").GetProperty("digest").GetString(), result.GetProperty("image").GetProperty("digest").GetString());
        Assert.Equal(1, result.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Score_OfTheTestPart_EqualsTheEndpointDigitForDigit()
    {
        string test = trained.File("test.csv");
        string predictions = trained.File("predictions.csv");
        (await trained.Program.RunAsync(Cancel, "data", "hydraulic-cooling", "--part", "test", "--out", test)).Succeeded();

        (await trained.Program.RunAsync(Cancel, "score", "hydraulic-cooling@1", "--in", test, "--out", predictions, "--keep", "cool_cond_y")).Succeeded();

        string[] lines = await File.ReadAllLinesAsync(predictions, Cancel);
        Assert.Equal("cool_cond_y,cool_cond_y.3,cool_cond_y.20,cool_cond_y.100", lines[0]);
        Assert.Equal(await ScoreOverHttpAsync(test), lines.Skip(1).Select(line => line[(line.IndexOf(',', StringComparison.Ordinal) + 1)..]));
    }

    [Fact]
    public async Task Status_AfterTheRun_ShowsTheReadyEndpoint()
    {
        JsonElement status = (await trained.Program.RunAsync(Cancel, "status", "--json")).Succeeded().Json;

        JsonElement endpoint = Assert.Single(status.GetProperty("endpoints").EnumerateArray());
        Assert.Equal("ready", endpoint.GetProperty("state").GetString());
        Assert.Equal("docker", endpoint.GetProperty("platform").GetString());
        Assert.Equal("hydraulic-cooling@1", endpoint.GetProperty("version").GetString());
    }

    [Fact]
    public async Task Export_OfTheVersion_ScoresWithoutAnyState()
    {
        string pipeline = trained.File("cooling.pipeline");
        string rows = trained.File("rows.csv");
        (await trained.Program.RunAsync(Cancel, "export", "pipeline", "hydraulic-cooling@1", "--out", pipeline)).Succeeded();
        (await trained.Program.RunAsync(Cancel, "data", "hydraulic-cooling", "--out", rows)).Succeeded();

        ProgramResult scored = await trained.Program.RunAsync(Cancel, "score", pipeline, "--in", rows, "--out", trained.File("p.csv"));

        Assert.Contains("2205 rows scored", scored.Succeeded().Error, StringComparison.Ordinal);
        Assert.InRange(new FileInfo(pipeline).Length, 1, 1_000_000);
    }

    [Fact]
    [Trait("Needs", "Node")]
    public async Task ExportOnnx_OfTheVersion_ScoresAsTheVersionDoes()
    {
        using var folder = new TemporaryFolder();
        string rows = folder.File("rows.csv");
        (await trained.Program.RunAsync(Cancel, "data", "hydraulic-cooling", "--out", rows)).Succeeded();

        await OnnxAgreement.RequireAsync(trained.Program, "hydraulic-cooling@1", rows, folder, Cancel);
    }

    [Fact]
    public async Task ImageSave_OfTheVersion_WritesWhatDockerLoads()
    {
        string archive = trained.File("scorer.tar");

        (await trained.Program.RunAsync(Cancel, "image", "save", "hydraulic-cooling@1", "--out", archive)).Succeeded();

        // The image as it is pushed, and what was signed of it.
        long image = trained.Result.GetProperty("image").GetProperty("compressedBytes").GetInt64();
        Assert.InRange(new FileInfo(archive).Length, image, image + 200_000);
    }

    [Fact]
    public async Task Run_OnRealDataWithPublishedSplitFive_ReachesThePublishedLogLoss()
    {
        Require.That(HydraulicData.PublishedSplits is not null || !Require.IsCi, "splits.json in WORKFLOW_DATA_MIRROR");
        Assert.SkipWhen(HydraulicData.PublishedSplits is null, "no real data in WORKFLOW_DATA_MIRROR");

        ProgramResult run = await trained.Program.RunAsync(
            Cancel, "run", "hydraulic-cooling", "--json", "--set", "split.file=splits.json", "--set", "split.name=5", "--set", "steps={ingest: , split: , guard: , train: , validate: }");

        JsonElement test = run.Succeeded().Json.GetProperty("metrics").GetProperty("test");
        Assert.Equal(552, test.GetProperty("rows").GetInt32());
        Assert.InRange(test.GetProperty("logLoss").GetDouble(), 0, 0.0022);
    }

    private async Task<IEnumerable<string>> ScoreOverHttpAsync(string csv)
    {
        string[] lines = await File.ReadAllLinesAsync(csv, Cancel);
        string[] fields = lines[0].Split(',');
        string[][] rows = [.. lines.Skip(1).Select(line => line.Split(','))];
        using var http = new HttpClient { BaseAddress = new Uri(trained.Result.GetProperty("endpoint").GetProperty("url").GetString()!) };
        using HttpResponseMessage response = await http.PostAsJsonAsync(new Uri("model/score", UriKind.Relative), new { fields, rows }, Cancel);
        JsonElement answer = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("score");
        return answer.EnumerateArray().Select(row => string.Join(',', row.EnumerateArray().Select(p => p.GetString())));
    }
}
