namespace Workflow.Jobs.Pipelines;

/// <summary>What reading a step needs to know of its pipeline.</summary>
/// <param name="Pipeline">Name of the pipeline.</param>
/// <param name="Environment">The environment that a run deploys to.</param>
/// <param name="Limits">Limits that hold for every step of the pipeline, by name as the user writes it.</param>
internal sealed record StepReading(string Pipeline, string Environment, IReadOnlyList<(string Name, int Maximum)> Limits)
{
    /// <summary>A step with the limits of its pipeline; two deployments to one endpoint must not overlap.</summary>
    public StepDefinition WithDefaults(StepDefinition step)
    {
        IEnumerable<ConcurrencyLimit> limits = Limits.Select(limit => new ConcurrencyLimit(KeyOf(limit.Name), limit.Maximum));
        if (step.Name is StandardGraph.Deploy or StandardGraph.DeployVersion) limits = limits.Append(new ConcurrencyLimit(KeyOf("endpoint"), 1));
        return step with { Limits = [.. limits.DistinctBy(limit => limit.Key, StringComparer.Ordinal)] };
    }

    /// <summary>The key that a name means: <c>pipeline</c> and <c>endpoint</c> are this pipeline's own, anything else is a tag that all pipelines share.</summary>
    public string KeyOf(string name) => name switch
    {
        "pipeline" => $"pipeline:{Pipeline}",
        "endpoint" => $"endpoint:{Pipeline}-{Environment}",
        _ => $"tag:{name}",
    };
}
