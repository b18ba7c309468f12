using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Steps.Programs;

/// <summary>Makes steps of definitions that say what to run.</summary>
public sealed class ProgramSteps(StepContainers containers, TimeProvider time)
{
    /// <summary>How long a program may take to end when it is told to stop, before it is killed: less than a worker waits for its step.</summary>
    internal TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The step of a definition.</summary>
    public IStep Create(StepDefinition definition, ProgramDefinition program) => new ProgramStep(definition, program, containers, time) { Grace = Grace };
}
