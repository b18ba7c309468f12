using FsCheck.Fluent;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Tests.Pipelines;

public sealed class GraphLoaderTests
{
    private const string Complete = """
        pipelines:
          p:
            recipe: r.yaml
            target: t
            environments: {dev: }
            steps:
              ingest:
              split:
              guard:
              train:
              validate:
              publish-scorer: {after: validate}
              build-image: {after: [guard, ingest]}
              deploy:

        """;

    [Fact]
    public void Read_NamedSteps_KnowWhatTheyReadAndWhatTheyComeAfter()
    {
        IReadOnlyList<StepDefinition> steps = TestPipelines.Read(Complete).Steps;
        Assert.Equal("ingest split guard train validate publish-scorer build-image deploy", string.Join(' ', steps.Select(step => step.Name)));
        Assert.Equal(["validate"], steps[5].DependsOn);
        Assert.Equal(["validate", "publish-scorer", "guard", "ingest"], steps[6].DependsOn);
        Assert.Equal(StandardGraph.Steps[7].DependsOn, steps[7].DependsOn);
    }

    [Fact]
    public void Read_SomeSteps_LeavesTheOthersOut()
    {
        string yaml = Complete[..Complete.IndexOf("      guard:", StringComparison.Ordinal)];
        Assert.Equal(["ingest", "split"], TestPipelines.Read(yaml).Steps.Select(step => step.Name));
    }

    // The order of the file is no order: that of the dependencies counts.
    [Fact]
    public void Read_StepsInAnyOrder_AreOrderedByWhatTheyNeed()
    {
        IReadOnlyList<StepDefinition> steps = TestPipelines.Read(
            "pipelines: {p: {recipe: r, target: t, steps: {split: {after: publish-scorer}, publish-scorer: , ingest: {after: publish-scorer}}}}\n").Steps;
        Assert.Equal(["publish-scorer", "ingest", "split"], steps.Select(step => step.Name));
    }

    [Theory]
    [InlineData("      guard:\n", "      gaurd:\n", "pipelines.yaml:9:13: pipelines.p.steps.gaurd: 'gaurd' is no step; did you mean 'guard'? "
        + "(allowed: ingest, split, guard, train, validate, publish-scorer, build-image, deploy)")]
    [InlineData("      guard:\n", "", "pipelines.yaml:9:13: pipelines.p.steps.train: train reads what guard makes, but guard is not among the steps")]
    [InlineData("{after: validate}", "{after: valdiate}", "pipelines.yaml:12:31: pipelines.p.steps.publish-scorer.after: publish-scorer comes after 'valdiate', "
        + "which is not among the steps; did you mean 'validate'? (allowed: ingest, split, guard, train, validate, publish-scorer, build-image, deploy)")]
    [InlineData("{after: validate}", "{before: deploy}", "pipelines.yaml:12:24: pipelines.p.steps.publish-scorer.before: unknown key; allowed: after")]
    [InlineData("      train:\n", "      guard:\n", "pipelines.yaml:10:7: the key 'guard' stands twice")]
    [InlineData("{after: validate}", "{after: {a: b}}", "pipelines.yaml:12:31: pipelines.p.steps.publish-scorer.after: a list of texts is expected, and one item is a mapping")]
    [InlineData("      train:\n", "      train: now\n", "pipelines.yaml:10:14: pipelines.p.steps.train: a mapping is expected, and this is a single value")]
    [InlineData("      ingest:\n", "      ingest: {after: train}\n", "pipelines.p.steps: the steps wait for each other: ingest -> train -> ingest")]
    [InlineData("      train:\n", "      train: {after: train}\n", "pipelines.p.steps: the steps wait for each other: train -> train")]
    [InlineData("      ingest:\n", "      ingest: {after: deploy}\n", "pipelines.p.steps: the steps wait for each other: ingest -> deploy -> validate -> ingest")]
    public void Read_OneMistake_IsReportedAtTheStep(string from, string to, string expected)
    {
        Assert.Contains(from, Complete, StringComparison.Ordinal);
        string problems = string.Join('\n', TestPipelines.Problems(Complete.Replace(from, to, StringComparison.Ordinal)));
        Assert.Contains(expected, problems, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "pipelines.p.steps: at least one step is expected; without the key there are all of them")]
    [InlineData("[ingest]", "pipelines.p.steps: a mapping is expected, and this is a list")]
    public void Read_NoSteps_AreRefused(string steps, string expected)
    {
        ConfigProblem problem = Assert.Single(TestPipelines.Problems($"pipelines: {{p: {{recipe: r, target: t, steps: {steps}}}}}\n"));
        Assert.EndsWith(expected, problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CommandLine_IsRefusedWithTheListToWrite()
    {
        ConfigProblem problem = Assert.Single(TestPipelines.Problems("pipelines: {p: {steps: {work: {run: sh -c true}}}}\n"));
        Assert.EndsWith("pipelines.p.steps.work.run: 'sh -c true' is a command line: write a list of the program and its arguments, for example [sh, -c, \"sh -c true\"]", problem.ToString(), StringComparison.Ordinal);
    }

    // A cycle is told exactly where there is one, and names steps that really wait for each other; else every step comes after what it needs.
    [Fact]
    public void Read_AnyAfter_IsOrderedOrACycle()
    {
        string[] names = [.. StandardGraph.Steps.Select(step => step.Name)];
        var edges = Gen.ListOf(Gen.Elements(names).Two()).Resize(6);
        Properties.Hold(edges, extra =>
        {
            IEnumerable<string> steps = names.Select(name => $"{name}: {{after: [{string.Join(", ", extra.Where(edge => edge.Item1 == name).Select(edge => edge.Item2).Distinct())}]}}");
            string yaml = $"pipelines: {{p: {{recipe: r, target: t, environments: {{dev: }}, steps: {{{string.Join(", ", steps)}}}}}}}\n";
            HashSet<(string Step, string Needs)> needs =
                [.. StandardGraph.Steps.SelectMany(step => step.DependsOn.Select(needed => (step.Name, needed))), .. extra.Select(edge => (edge.Item1, edge.Item2))];
            if (IsCyclic(names, needs))
            {
                string message = Assert.Single(TestPipelines.Problems(yaml)).Message;
                string[] cycle = message[(message.IndexOf(": ", StringComparison.Ordinal) + 2)..].Split(" -> ");
                Assert.Equal(cycle[0], cycle[^1]);
                Assert.All(cycle.Zip(cycle.Skip(1)), edge => Assert.Contains((edge.First, edge.Second), needs));
                return;
            }

            List<string> ordered = [.. TestPipelines.Read(yaml).Steps.Select(step => step.Name)];
            Assert.Equal(names.Order(), ordered.Order());
            Assert.All(needs, edge => Assert.True(ordered.IndexOf(edge.Needs) < ordered.IndexOf(edge.Step)));
        });
    }

    // Take away whatever needs nothing that is left, until nothing goes any more.
    private static bool IsCyclic(IEnumerable<string> names, HashSet<(string Step, string Needs)> needs)
    {
        List<string> left = [.. names];
        while (left.RemoveAll(name => !left.Exists(other => needs.Contains((name, other)))) > 0)
        {
        }

        return left.Count > 0;
    }
}
