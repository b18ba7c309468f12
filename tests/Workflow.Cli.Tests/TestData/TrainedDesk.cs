using System.Text.Json;

namespace Workflow.Cli.Tests.TestData;

/// <summary>A desk where the pipeline <c>trained</c> was run to validate, once for all tests of a collection: version trained@1, no image, no endpoint.</summary>
public sealed class TrainedDesk : IAsyncLifetime
{
    private readonly Desk _desk = new();
    private int _files;

    /// <summary>Name of the model's label.</summary>
    public const string Label = "cool_cond_y";

    /// <summary>What the run has told.</summary>
    public JsonElement Result { get; private set; }

    /// <summary>The folder.</summary>
    internal Testing.Pipelines.PipelinesFolder Folder => _desk.Folder;

    /// <summary>The rows of the test part: a header, then a row per line.</summary>
    internal string[] TestRows { get; private set; } = [];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        string recipe = await File.ReadAllTextAsync(Folder.File("rig.yaml"), TestContext.Current.CancellationToken);
        Folder.Write("rig300.yaml", recipe.Replace("cycles: 60", "cycles: 300", StringComparison.Ordinal));
        Folder.Add("trained: {recipe: rig300.yaml, target: cool_cond_y, train: {budget: {trials: 2}}, steps: {ingest: , split: , guard: , train: , validate: }}");
        Result = (await RunAsync("run", "trained", "--json")).Succeeded().Json;
        (await RunAsync("data", "trained", "--part", "test", "--out", "test.csv")).Succeeded();
        TestRows = await File.ReadAllLinesAsync(Folder.File("test.csv"), TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _desk.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A path in the folder that no other test uses.</summary>
    internal string NewFile(string extension) => Folder.File($"file{Interlocked.Increment(ref _files)}{extension}");

    /// <summary>Carries out a command to its end.</summary>
    internal Task<CommandResult> RunAsync(params IEnumerable<string> arguments) => _desk.RunAsync(arguments);
}
