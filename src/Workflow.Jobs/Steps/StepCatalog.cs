using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Steps.Programs;

namespace Workflow.Jobs.Steps;

/// <summary>The steps that this program can run: those that it brings, and programs of the user's.</summary>
/// <param name="steps">Those that it brings.</param>
/// <param name="programs">Makes those of the user's; null where none can be run.</param>
public sealed class StepCatalog(IEnumerable<IStep> steps, ProgramSteps? programs = null)
{
    private readonly Dictionary<string, IStep> _steps = steps.ToDictionary(step => step.Name, StringComparer.Ordinal);

    /// <summary>The step that a definition means.</summary>
    /// <exception cref="StepException">This release has no such step.</exception>
    public IStep Find(StepDefinition definition) => definition.Program is { } program && programs is not null
        ? programs.Create(definition, program)
        : _steps.GetValueOrDefault(definition.Name) ?? throw new StepException($"this release has no step '{definition.Name}'");
}
