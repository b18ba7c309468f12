using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Logs;
using Workflow.Jobs.Steps;

namespace Workflow.Jobs.Workers;

/// <summary>What a worker needs to carry out steps.</summary>
/// <param name="Steps">The steps that there are.</param>
/// <param name="Executor">Where they run.</param>
/// <param name="Artifacts">Where they keep what they make.</param>
/// <param name="Logs">Where they write.</param>
public sealed record StepTools(StepCatalog Steps, IStepExecutor Executor, IArtifactStore Artifacts, StepLogs Logs);
