using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Steps;

/// <summary>The steps that this program can run.</summary>
public sealed class StepCatalog(IEnumerable<IStep> steps)
{
    private readonly Dictionary<string, IStep> _steps = steps.ToDictionary(step => step.Name, StringComparer.Ordinal);

    /// <summary>The step that a definition means.</summary>
    /// <exception cref="StepException">This release has no such step.</exception>
    public IStep Find(StepDefinition definition) =>
        _steps.GetValueOrDefault(definition.Name) ?? throw new StepException($"this release has no step '{definition.Name}'");
}
