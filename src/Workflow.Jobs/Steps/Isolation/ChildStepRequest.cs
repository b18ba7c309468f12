using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Steps.Isolation;

/// <summary>What a process is told that carries out one step: one line of JSON on its standard input.</summary>
/// <param name="CodeVersion">The code that the worker runs; another one refuses.</param>
/// <param name="Claim">The claim.</param>
/// <param name="Attempt">Which attempt it is.</param>
/// <param name="Definition">The pipeline.</param>
/// <param name="Earlier">Outputs of the steps that have succeeded, by step.</param>
/// <param name="HomePath">Directory of all state.</param>
/// <param name="ArtifactsAddress">Where artifacts are, as <see cref="Hosting.JobsOptions.ArtifactsAddress"/>.</param>
/// <param name="WorkDirectory">A directory for this claim alone.</param>
internal sealed record ChildStepRequest(
    string CodeVersion,
    StepClaim Claim,
    int Attempt,
    PipelineDefinition Definition,
    IReadOnlyDictionary<string, StepOutputs> Earlier,
    string HomePath,
    string? ArtifactsAddress,
    string WorkDirectory);
