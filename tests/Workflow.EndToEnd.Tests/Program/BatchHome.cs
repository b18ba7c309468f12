using System.Text.Json;
using Workflow.Testing.Files;

namespace Workflow.EndToEnd.Tests.Program;

/// <summary>A home with a small model of its own: batches hold their home for long, and others wait for the shared one.</summary>
public sealed class BatchHome(TrainedHome trained) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The program.</summary>
    public WorkflowProgram Program { get; private set; } = null!;

    /// <summary>Columns of the model.</summary>
    public IReadOnlyList<string> Columns { get; private set; } = [];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Program = trained.WithPublishedScorer(_folder.File("home"));
        JsonElement run = (await Program.RunAsync(
            TestContext.Current.CancellationToken, "run", "hydraulic-cooling", "--json", "--set", "environments.dev.platform=process", "--set", "train.budget.trials=2")).Succeeded().Json;
        Columns = [.. run.GetProperty("inputColumns").EnumerateArray().Select(column => column.GetString()!)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Program.RunAsync(CancellationToken.None, "stop", "hydraulic-cooling-dev");
        _folder.Dispose();
    }
}
