using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;

namespace Workflow.Jobs.Tests.Workers;

/// <summary>A step that does what a test tells it to.</summary>
internal sealed class FakeStep(string name, Func<StepContext, CancellationToken, Task<StepResult>> runAsync) : IStep
{
    private int _runs;

    /// <summary>A step that succeeds at once and hands on its name.</summary>
    public FakeStep(string name)
        : this(name, (_, _) => Task.FromResult(Result(name)))
    {
    }

    public string Name => name;

    public IReadOnlyList<StepOutput> Inputs { get; init; } = [];

    public IReadOnlyList<StepOutput> Outputs { get; init; } = [new StepOutput(name, "value", OutputType.Text)];

    public object Parameters { get; set; } = new { };

    public Func<StepOutputs, CancellationToken, Task<bool>>? StillStandsAsync { get; set; }

    public Func<StepOutputs, CancellationToken, Task<IReadOnlyList<IStepEffect>>>? EffectsOfReuseAsync { get; init; }

    public Func<CancellationToken, Task>? CleanUpAsync { get; init; }

    public Exception? PrepareFailure { get; init; }

    /// <summary>How often it was really done.</summary>
    public int Runs => _runs;

    public Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (PrepareFailure is not null) throw PrepareFailure;
        return Task.FromResult(new PreparedStep(Parameters, token =>
        {
            Interlocked.Increment(ref _runs);
            return runAsync(context, token);
        })
        {
            StillStandsAsync = StillStandsAsync,
            EffectsOfReuseAsync = EffectsOfReuseAsync,
            CleanUpAsync = CleanUpAsync,
        });
    }

    public static StepResult Result(string value) => new(
        new StepOutputs(
            new Dictionary<string, string>(StringComparer.Ordinal),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["value"] = value }),
        $"made {value}");
}
