using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Workers;

namespace Workflow.Bench.Engine;

/// <summary>The run engine on a database, with steps that do nothing.</summary>
internal sealed class EngineUnderTest : IAsyncDisposable
{
    /// <summary>Steps of <see cref="Chain"/>.</summary>
    public const int ChainLength = 40;

    private readonly ServiceProvider _services;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _working = [];

    private EngineUnderTest(ServiceProvider services) => _services = services;

    /// <summary>Told of every step that begins.</summary>
    public Action<StepClaim>? OnStep { get; set; }

    public RunTransitions Transitions => Get<RunTransitions>();

    /// <summary>Four steps: one, two that need it, one that needs both.</summary>
    public static PipelineDefinition Diamond { get; } = new()
    {
        Name = "diamond",
        Environments = [],
        DeployTo = "dev",
        Steps = [new("a", []), new("b", ["a"]), new("c", ["a"]), new("d", ["b", "c"])],
    };

    /// <summary>Forty steps, one after another.</summary>
    public static PipelineDefinition Chain { get; } = Diamond with
    {
        Name = "chain",
        Steps = [.. Enumerable.Range(0, ChainLength).Select(i => new StepDefinition(ChainStep(i), i == 0 ? [] : [ChainStep(i - 1)]))],
    };

    /// <summary>One step.</summary>
    public static PipelineDefinition Single { get; } = Diamond with { Name = "single", Steps = [new("a", [])] };

    /// <summary>Name of a step of <see cref="Chain"/>, from 0.</summary>
    public static string ChainStep(int number) => string.Create(CultureInfo.InvariantCulture, $"chain-{number}");

    /// <summary>Opens the engine, and makes its tables where they are missing.</summary>
    /// <param name="home">Its home.</param>
    /// <param name="address">PostgreSQL; null for SQLite in the home.</param>
    /// <param name="cancellationToken">Cancels the migration.</param>
    public static async Task<EngineUnderTest> OpenAsync(string home, string? address, CancellationToken cancellationToken)
    {
        EngineUnderTest? engine = null;
        var services = new ServiceCollection();
        services.AddLogging().AddWorkflowJobs(new JobsOptions { HomePath = home, DatabaseAddress = address });
        foreach (string name in (string[])["a", "b", "c", "d", .. Enumerable.Range(0, ChainLength).Select(ChainStep)]) services.AddSingleton<IStep>(new IdleStep(name, claim => engine!.OnStep?.Invoke(claim)));
        engine = new EngineUnderTest(services.BuildServiceProvider());
        await engine.Get<Migrator>().MigrateAsync(cancellationToken);
        return engine;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Begins to work, and to listen for other processes.</summary>
    public void Work(int slots)
    {
        _working.Add(Task.Run(() => Get<RunListener>().ListenAsync(_stop.Token)));
        _working.Add(Task.Run(() => Get<RunWorker>().WorkAsync(new WorkerOptions { Slots = slots }, _stop.Token)));
    }

    /// <summary>Begins a run.</summary>
    public Task<string> BeginAsync(PipelineDefinition definition, CancellationToken cancellationToken) =>
        Transitions.CreateAsync(new NewRun(Projects.Default, definition, RunCause.ByHand("benchmark")) { NoCache = true }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _services.DisposeAsync();
        _stop.Dispose();
    }

    private sealed class IdleStep(string name, Action<StepClaim> onStep) : IStep
    {
        private static readonly StepOutputs Nothing = new(
            new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));

        public string Name => name;

        public IReadOnlyList<StepOutput> Inputs => [];

        public IReadOnlyList<StepOutput> Outputs => [];

        public Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken)
        {
            onStep(context.Claim);
            return Task.FromResult(new PreparedStep(new { }, _ => Task.FromResult(new StepResult(Nothing, null))) { IsCacheable = false });
        }
    }
}
