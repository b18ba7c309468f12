using Workflow.Jobs.Pipelines;
using Workflow.Training.Experiments;
using Workflow.Training.Guards;
using Workflow.Training.Splits;
using Workflow.Training.Validation;

namespace Workflow.Jobs.Tests.TestData;

/// <summary>Pipelines with any graph.</summary>
internal static class SampleDefinitions
{
    /// <summary>A pipeline.</summary>
    /// <param name="graph">Steps separated by blanks, each with what it waits for: <c>a b:a c:a,b</c>.</param>
    /// <param name="name">Its name.</param>
    public static PipelineDefinition Of(string graph, string name = "sample") => new()
    {
        Name = name,
        Model = new ModelDefinition
        {
            Recipe = new PinnedFile("recipe.yaml", new string('a', 64)),
            Target = "state",
            Split = new SplitDefinition { TrainName = "train", TestName = "test" },
            Guards = new GuardsDefinition(new LeakageDefinition(), new ShiftDefinition()),
            Train = new ExperimentDefinition(),
            Gates = new GatesDefinition(),
        },
        Environments = [new EnvironmentDefinition { Name = "dev", Platform = "process" }],
        DeployTo = "dev",
        Steps = [.. graph.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Step)],
    };

    private static StepDefinition Step(string text)
    {
        string[] parts = text.Split(':');
        return new StepDefinition(parts[0], parts.Length == 1 ? [] : parts[1].Split(','));
    }
}
