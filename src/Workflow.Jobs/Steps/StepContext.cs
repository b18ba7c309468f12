using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Steps;

/// <summary>What a step has at hand.</summary>
public sealed class StepContext
{
    private readonly Lazy<string> _workDirectory;

    /// <summary>Creates a context.</summary>
    /// <param name="claim">The claim under which the step runs.</param>
    /// <param name="definition">The pipeline.</param>
    /// <param name="earlier">Outputs of the steps that have succeeded, by step.</param>
    /// <param name="artifacts">The artifacts.</param>
    /// <param name="workDirectory">A directory for this claim alone; made when it is first asked for, removed afterwards.</param>
    /// <param name="progress">Where to tell progress.</param>
    /// <param name="log">Where to write lines of log.</param>
    public StepContext(
        StepClaim claim,
        PipelineDefinition definition,
        IReadOnlyDictionary<string, StepOutputs> earlier,
        IArtifactStore artifacts,
        Lazy<string> workDirectory,
        IProgress<StepProgress> progress,
        IStepLog log)
    {
        Earlier = earlier;
        Claim = claim;
        Definition = definition;
        Artifacts = artifacts;
        _workDirectory = workDirectory;
        Progress = progress;
        Log = log;
    }

    /// <summary>The claim under which the step runs.</summary>
    public StepClaim Claim { get; }

    /// <summary>The pipeline.</summary>
    public PipelineDefinition Definition { get; }

    /// <summary>The model that the pipeline makes.</summary>
    /// <exception cref="PipelineException">It makes none, or the run was begun by a release that kept it in another form.</exception>
    public ModelDefinition Model => Definition.Model
        ?? throw new PipelineException($"step {Claim.Step} needs a recipe and a target, and run {Claim.RunId} of {Definition.Name} has none; begin a new run");

    /// <summary>Outputs of the steps that have succeeded, by step.</summary>
    public IReadOnlyDictionary<string, StepOutputs> Earlier { get; }

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The artifacts.</summary>
    public IArtifactStore Artifacts { get; }

    /// <summary>A directory for this claim alone; removed afterwards.</summary>
    public string WorkDirectory => _workDirectory.Value;

    /// <summary>Where to tell progress.</summary>
    public IProgress<StepProgress> Progress { get; }

    /// <summary>Where to write lines of log; stored with the run, in order.</summary>
    public IStepLog Log { get; }

    /// <summary>The step as the pipeline defines it.</summary>
    public StepDefinition Step => Definition.Step(Claim.Step);

    /// <summary>An earlier step's artifact digest or value.</summary>
    public string Input(StepOutput input) => Earlier.GetValueOrDefault(input.Step)?.Find(input.Output)
        ?? throw new InvalidOperationException($"step {input.Step} has no output '{input.Output}'");

    /// <summary>A local file with an earlier step's artifact.</summary>
    public Task<string> FileAsync(StepOutput input, CancellationToken cancellationToken) => Artifacts.FileAsync(Input(input), cancellationToken);

    /// <summary>A document that an earlier step wrote.</summary>
    public async Task<T> ReadAsync<T>(StepOutput input, CancellationToken cancellationToken) =>
        JobsJson.Read<T>(await Artifacts.ReadAsync(Input(input), cancellationToken).ConfigureAwait(false));
}
