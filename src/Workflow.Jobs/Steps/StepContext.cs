using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Steps;

/// <summary>What a step has at hand.</summary>
public sealed class StepContext
{
    private readonly IReadOnlyDictionary<string, StepOutputs> _earlier;

    /// <summary>Creates a context.</summary>
    /// <param name="claim">The claim under which the step runs.</param>
    /// <param name="definition">The pipeline.</param>
    /// <param name="earlier">Outputs of the steps that have succeeded, by step.</param>
    /// <param name="artifacts">The artifacts.</param>
    /// <param name="workDirectory">A directory for this claim alone; removed afterwards.</param>
    /// <param name="progress">Where to tell progress.</param>
    public StepContext(
        StepClaim claim,
        PipelineDefinition definition,
        IReadOnlyDictionary<string, StepOutputs> earlier,
        IArtifactStore artifacts,
        string workDirectory,
        IProgress<StepProgress> progress)
    {
        _earlier = earlier;
        Claim = claim;
        Definition = definition;
        Artifacts = artifacts;
        WorkDirectory = workDirectory;
        Progress = progress;
    }

    /// <summary>The claim under which the step runs.</summary>
    public StepClaim Claim { get; }

    /// <summary>The pipeline.</summary>
    public PipelineDefinition Definition { get; }

    /// <summary>The artifacts.</summary>
    public IArtifactStore Artifacts { get; }

    /// <summary>A directory for this claim alone; removed afterwards.</summary>
    public string WorkDirectory { get; }

    /// <summary>Where to tell progress.</summary>
    public IProgress<StepProgress> Progress { get; }

    /// <summary>An earlier step's artifact digest or value.</summary>
    public string Input(StepInput input) => _earlier.GetValueOrDefault(input.Step)?.Find(input.Output)
        ?? throw new InvalidOperationException($"step {input.Step} has no output '{input.Output}'");

    /// <summary>A local file with an earlier step's artifact.</summary>
    public Task<string> FileAsync(StepInput input, CancellationToken cancellationToken) => Artifacts.FileAsync(Input(input), cancellationToken);

    /// <summary>A document that an earlier step wrote.</summary>
    public async Task<T> ReadAsync<T>(StepInput input, CancellationToken cancellationToken) =>
        JobsJson.Read<T>(await Artifacts.ReadAsync(Input(input), cancellationToken).ConfigureAwait(false));
}
