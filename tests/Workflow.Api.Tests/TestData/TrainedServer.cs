using Workflow.Jobs.Runs;

namespace Workflow.Api.Tests.TestData;

/// <summary>
/// A server where the pipeline <c>trained</c> was run to validate, once for all tests of a class: 300 cycles of the simulated rig, two trials, leaks reported.
/// </summary>
public sealed class TrainedServer : IAsyncLifetime
{
    private const string Pipeline = """
        trained:
            recipe: rig300.yaml
            target: cool_cond_y
            split: {names: {train: rig-train, test: rig-test}}
            guards: {leakage: {auc: 0.95, mode: exhaustive, action: report}}
            train: {budget: {trials: 4}, folds: 3}
            gates: {max_log_loss: 5}
            steps: {ingest: , split: , guard: , train: , validate: }
        """;

    internal RunningServer Server { get; private set; } = null!;

    /// <summary>The run.</summary>
    internal RunResult Run { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await RunningServer.StartAsync();
        string recipe = await File.ReadAllTextAsync(Server.Folder.File("rig.yaml"), TestContext.Current.CancellationToken);
        Server.Folder.Write("rig300.yaml", recipe.Replace("cycles: 60", "cycles: 300", StringComparison.Ordinal));
        Server.Folder.Add(Pipeline);
        Run = await Server.RunAsync("trained");
        Assert.True(Run.State == RunState.Succeeded, Run.Reason);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
