using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Workflow.Api.Dashboard.Graphs;
using Workflow.Jobs.Pipelines;

namespace Workflow.Api.Tests.Dashboard.Graphs;

public sealed partial class GraphLayoutTests
{
    [Fact]
    public void Of_NoSteps_IsEmpty()
    {
        GraphLayout layout = GraphLayout.Of([]);
        Assert.Empty(layout.Nodes);
        Assert.Empty(layout.Edges);
    }

    [Fact]
    public void Of_OneStep_FitsIt()
    {
        GraphLayout layout = GraphLayout.Of([new StepDefinition("only", [])]);
        GraphNode node = Assert.Single(layout.Nodes);
        Assert.True(node.X + GraphLayout.NodeWidth <= layout.Width);
        Assert.True(node.Y + GraphLayout.NodeHeight <= layout.Height);
    }

    // Every step of the standard graph reads what several before it have made; drawn are only the lines that say something.
    [Fact]
    public void Of_TheStandardGraph_LeavesOutWhatFollowsFromOtherLines()
    {
        GraphLayout layout = GraphLayout.Of(StandardGraph.Steps);
        Assert.Equal(
            ["build-image>deploy", "guard>train", "ingest>split", "publish-scorer>build-image", "split>guard", "train>validate", "validate>build-image"],
            layout.Edges.Select(edge => $"{edge.From}>{edge.To}").Order(StringComparer.Ordinal));
        Assert.Equal(7, layout.Nodes.Select(node => node.X).Distinct().Count());
    }

    [Fact]
    public void Of_AnyGraph_KeepsStepsApartInsideAndBehindThoseTheyWaitFor()
    {
        Gen<StepDefinition[]> graphs =
            from count in Gen.Choose(1, 30)
            from parents in Gen.ArrayOf(Gen.ArrayOf(Gen.Choose(0, 29), 3), count)
            select parents.Select((chosen, i) => new StepDefinition($"step-{i}", [.. chosen.Where(parent => parent < i).Distinct().Select(parent => $"step-{parent}")])).ToArray();
        Prop.ForAll(graphs.ToArbitrary(), Check).QuickCheckThrowOnFailure();

        static void Check(StepDefinition[] steps)
        {
            GraphLayout layout = GraphLayout.Of(steps);
            Dictionary<string, GraphNode> nodes = layout.Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
            Assert.Equal(steps.Select(step => step.Name), layout.Nodes.Select(node => node.Name));
            foreach (GraphNode node in layout.Nodes)
            {
                Assert.InRange(node.X, 0, layout.Width - GraphLayout.NodeWidth);
                Assert.InRange(node.Y, 0, layout.Height - GraphLayout.NodeHeight);
                Assert.DoesNotContain(
                    layout.Nodes, other => other != node && Math.Abs(other.X - node.X) < GraphLayout.NodeWidth && Math.Abs(other.Y - node.Y) < GraphLayout.NodeHeight);
            }

            foreach (StepDefinition step in steps) Assert.All(step.DependsOn, parent => Assert.True(nodes[parent].X + GraphLayout.NodeWidth < nodes[step.Name].X));
            Assert.All(layout.Edges, edge => Assert.Matches(Path(), edge.Path));
            Assert.Equal(layout.Edges.Select(edge => edge.Path), GraphLayout.Of(steps).Edges.Select(edge => edge.Path));
        }
    }

    [GeneratedRegex(@"^M[\d.]+ [\d.]+( C([\d.]+ ){5}[\d.]+( H[\d.]+)?)+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Path();
}
