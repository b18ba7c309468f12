using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Steps.Programs;

/// <summary>Makes steps of definitions that say what to run.</summary>
public sealed class ProgramSteps(StepContainers containers, TimeProvider time)
{
    /// <summary>The step of a definition.</summary>
    public IStep Create(StepDefinition definition, ProgramDefinition program) => new ProgramStep(definition, program, containers, time);
}
