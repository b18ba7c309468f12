using Workflow.Jobs.Home;
using Workflow.Jobs.Ingestion;
using Workflow.Jobs.Json;
using Workflow.Jobs.Sources;
using Workflow.Testing.Files;
using Workflow.Training.Recipes;

namespace Workflow.Jobs.Tests.Ingestion;

/// <summary>Features that a pipeline asks for.</summary>
public sealed class RichIngestionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly DatasetIngestion _ingestion;

    public RichIngestionTests()
    {
        var home = new WorkflowHome(_folder.File("home"));
        _ingestion = new DatasetIngestion(new SourceResolver(home, new Mirrors(new SourceOptions()), new Downloader(_http, home, TimeProvider.System)));
        Directory.CreateDirectory(_folder.File("work"));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    // The step's key: a result of the one is never taken for the other.
    [Fact]
    public async Task PrepareAsync_OtherFeatures_AreOtherParameters()
    {
        string stated = JobsJson.Write((await PrepareAsync(null)).Parameters);
        Assert.Equal(stated, JobsJson.Write((await PrepareAsync(FeatureSet.Basic)).Parameters));
        Assert.NotEqual(stated, JobsJson.Write((await PrepareAsync(FeatureSet.Rich)).Parameters));
    }

    [Fact]
    public async Task ReadAsync_Rich_HasTheBasicColumnsFirst()
    {
        IngestedDataset basic = await IngestAsync(FeatureSet.Basic), rich = await IngestAsync(FeatureSet.Rich);
        Assert.Equal(17, basic.Dataset.Features.Count);
        Assert.Equal(basic.Dataset.Features, rich.Dataset.Features.Take(17));
        Assert.Equal(17 + (17 * 19) + 23, rich.Dataset.Features.Count);
        Assert.NotEqual(basic.Dataset.Schema.RecipeSha256, rich.Dataset.Schema.RecipeSha256);
        Assert.Equal(basic.Dataset.Schema.SourceSha256, rich.Dataset.Schema.SourceSha256);
    }

    private static string Recipe() => string.Join('\n', File.ReadAllLines(Repository.Path("data-recipes", "hydraulic.yaml")).Where(line => !line.Contains("mirror:", StringComparison.Ordinal)))
        .Replace("  - url: https://archive.ics.uci.edu/static/public/447/condition+monitoring+of+hydraulic+systems.zip\n    maxMiB: 200\n    timeoutMinutes: 30\n", string.Empty, StringComparison.Ordinal)
        .Replace("    seed: 7", "    seed: 7\n    cycles: 20", StringComparison.Ordinal);

    private Task<PreparedIngest> PrepareAsync(FeatureSet? features) =>
        _ingestion.PrepareAsync(new IngestRequest(Recipe(), "hydraulic.yaml", null, "valve_cond_y") { Features = features }, null, Cancellation);

    private async Task<IngestedDataset> IngestAsync(FeatureSet features) => await (await PrepareAsync(features)).ReadAsync(_folder.File("work"), null, Cancellation);
}
