using Workflow.Jobs.Home;
using Workflow.Jobs.Ingestion;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Sources;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Ingestion;

/// <summary>Recipes that run a program.</summary>
public sealed class CommandIngestionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly DatasetIngestion _ingestion;

    public CommandIngestionTests()
    {
        var home = new WorkflowHome(_folder.File("home"));
        var mirrors = new Mirrors(new SourceOptions { Mirrors = [_folder.Path] });
        _ingestion = new DatasetIngestion(new SourceResolver(home, mirrors, new Downloader(_http, home, TimeProvider.System)));
        File.WriteAllText(_folder.File("table.csv"), "a,y\n1,0\n2,1\n3,0\n");
        Directory.CreateDirectory(_folder.File("work"));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task ReadAsync_AProgram_RunsBesideTheRecipeWithItsOwnVariablesOnly()
    {
        Assert.NotNull(Environment.GetEnvironmentVariable("HOME"));
        IngestedDataset ingested = await IngestAsync("""sh, -c, 'test "$GIVEN${HOME-}" = value && cp table.csv "$0"', "{output}" """);
        Assert.Equal((3, false), (ingested.Dataset.Schema.RowCount, ingested.Dataset.Schema.Simulated));
        Assert.StartsWith("command sh -c ", ingested.Origin, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_AProgramWithASource_GetsItsPath()
    {
        IngestedDataset ingested = await IngestAsync("""cp, "{source}", "{output}" """, "sources: [{mirror: table.csv}]");
        Assert.Equal(3, ingested.Dataset.Schema.RowCount);
        Assert.EndsWith(", mirror table.csv", ingested.Origin, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_AProgramFails_TellsItsLastLines()
    {
        var failed = await Assert.ThrowsAsync<ChildProcessException>(() => IngestAsync("""sh, -c, 'echo why >&2; exit 3', "{output}" """));
        Assert.EndsWith("ended with exit code 3:\nwhy", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_AProgramWritesNothing_IsTold()
    {
        var nothing = await Assert.ThrowsAsync<SourceException>(() => IngestAsync("""sh, -c, 'true', "{output}" """));
        Assert.Equal("sh ended well but wrote no {output}", nothing.Message);
    }

    // What a program reads decides the dataset: a changed file is another dataset.
    [Fact]
    public async Task PrepareAsync_InputsChange_ParametersChange()
    {
        string before = await ParametersAsync();
        Assert.Equal(before, await ParametersAsync());
        await File.AppendAllTextAsync(_folder.File("table.csv"), "4,1\n", Cancellation);
        Assert.NotEqual(before, await ParametersAsync());
        File.Delete(_folder.File("table.csv"));
        Assert.Equal(
            $"r.yaml: the input table.csv does not exist in {_folder.Path}", (await Assert.ThrowsAsync<SourceException>(ParametersAsync)).Message);
    }

    // A recipe that came over the network is data: it runs nothing.
    [Fact]
    public async Task PrepareAsync_ProgramOfARecipeFromTheNetwork_IsRefused()
    {
        var request = new IngestRequest(Recipe("""sh, -c, 'true', "{output}" """, string.Empty), "https://example.org/r.yaml", null, "y");
        var refused = await Assert.ThrowsAsync<SourceException>(() => _ingestion.PrepareAsync(request, null, Cancellation));
        Assert.Equal("the recipe https://example.org/r.yaml runs a program; such a recipe must be a file on this machine", refused.Message);
    }

    private static string Recipe(string command, string more) => $$$"""
        name: made
        kind: command
        command: [{{{command}}}]
        inputs: [table.csv]
        environment: {GIVEN: value}
        columns: {a: {type: number}}
        labels: {columns: {y: {0: good, 1: bad} } }
        {{{more}}}
        """;

    private async Task<string> ParametersAsync() => Jobs.Json.JobsJson.Write((await PrepareAsync("""cp, table.csv, "{output}" """, string.Empty)).Parameters);

    private Task<PreparedIngest> PrepareAsync(string command, string more) =>
        _ingestion.PrepareAsync(new IngestRequest(Recipe(command, more), "r.yaml", _folder.Path, "y"), null, Cancellation);

    private async Task<IngestedDataset> IngestAsync(string command, string more = "") =>
        await (await PrepareAsync(command, more)).ReadAsync(_folder.File("work"), null, Cancellation);
}
