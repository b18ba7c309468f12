namespace Workflow.Jobs.Steps;

/// <summary>The steps that this program can run, by name.</summary>
public sealed class StepCatalog(IEnumerable<IStep> steps)
{
    private readonly Dictionary<string, IStep> _steps = steps.ToDictionary(step => step.Name, StringComparer.Ordinal);

    /// <summary>A step by name.</summary>
    public IStep Find(string name) => _steps.GetValueOrDefault(name) ?? throw new InvalidOperationException($"no step '{name}'");
}
