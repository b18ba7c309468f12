using System.Globalization;
using System.Text.RegularExpressions;
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
    /// <param name="graph">
    /// Steps separated by blanks, each with what it waits for: <c>a b:a c:a,b</c>. A <c>*3</c> behind that gives it three attempts, a
    /// <c>!</c> an approval, a <c>^5</c> a priority, a <c>#key=2</c> a limit, a <c>@queue</c> a queue, a <c>?60</c> a minute to be begun in.
    /// </param>
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
        string[] parts = Regex.Split(text, "(?=[*!^#@?])", RegexOptions.None, TimeSpan.FromSeconds(1));
        string[] graph = parts[0].Split(':');
        var step = new StepDefinition(graph[0], graph.Length == 1 ? [] : graph[1].Split(','));
        return parts.Skip(1).Aggregate(step, With);
    }

    private static StepDefinition With(StepDefinition step, string suffix) => suffix[0] switch
    {
        '*' => step with { Retry = new RetryDefinition { Attempts = int.Parse(suffix[1..], CultureInfo.InvariantCulture) } },
        '!' => step with { NeedsApproval = true },
        '^' => step with { Priority = int.Parse(suffix[1..], CultureInfo.InvariantCulture) },
        '@' => step with { Queue = suffix[1..] },
        '?' => step with { Timeout = new TimeoutDefinition { Start = TimeSpan.FromSeconds(int.Parse(suffix[1..], CultureInfo.InvariantCulture)) } },
        _ => step with { Limits = [.. step.Limits, new ConcurrencyLimit(suffix[1..].Split('=')[0], int.Parse(suffix.Split('=')[1], CultureInfo.InvariantCulture))] },
    };
}
