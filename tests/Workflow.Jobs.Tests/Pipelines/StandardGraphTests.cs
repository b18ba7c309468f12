using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Steps;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Pipelines;

/// <summary>What the graph says of the steps, the steps say too.</summary>
public sealed class StandardGraphTests
{
    [Fact]
    public async Task Outputs_OfEveryStep_AreThoseThatItDeclares()
    {
        using var folder = new TemporaryFolder();
        await using ServiceProvider services = new ServiceCollection().AddLogging()
            .AddWorkflowJobs(new JobsOptions { HomePath = folder.File("home") }).BuildServiceProvider();
        IStep[] steps = [.. services.GetServices<IStep>()];
        Assert.Equal(Sorted(StandardGraph.Steps.Concat(StandardGraph.Release).Concat(StandardGraph.Batch).Select(step => step.Name)), Sorted(steps.Select(step => step.Name)));
        Assert.Equal(
            Sorted(StandardGraph.Outputs.Select(output => $"{output.Key.Step}.{output.Key.Output}: {output.Value}")),
            Sorted(steps.SelectMany(step => step.Outputs.Select(output => $"{step.Name}.{output.Output}: {output.Type}"))));
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> texts) => texts.Order(StringComparer.Ordinal);
}
