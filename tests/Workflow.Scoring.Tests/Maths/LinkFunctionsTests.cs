using Workflow.Scoring.Maths;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Maths;

public sealed class LinkFunctionsTests
{
    private static readonly double[] ExtremeMargins =
    [
        0, -0.0, double.Epsilon, -1e-300, 1e-9, 36.7, -36.8, 709, -709.9, 745, -746, 1e5, -1e30, double.MaxValue, double.MinValue,
        double.PositiveInfinity, double.NegativeInfinity,
    ];

    [Theory]
    [InlineData(Link.Identity, 1, 1)]
    [InlineData(Link.Sigmoid, 1, 2)]
    [InlineData(Link.Softmax, 5, 5)]
    public void OutputCount_AnyLink_CountsOutputsOfARow(Link link, int margins, int outputs) =>
        Assert.Equal(outputs, LinkFunctions.OutputCount(link, margins));

    [Fact]
    public void Identity_AnyMargins_AreTheOutputs()
    {
        var outputs = new double[ExtremeMargins.Length];
        LinkFunctions.Apply(Link.Identity, ExtremeMargins, outputs);
        Bits.AssertEqual(ExtremeMargins, outputs);
    }

    [Fact]
    public void Sigmoid_AnyMargin_IsTheLogisticFunction()
    {
        var numbers = new SeededNumbers(21);
        for (int i = 0; i < 10_000; i++)
        {
            double margin = numbers.Between(-40.0, 40.0);
            double expected = 1 / (1 + Math.Exp(-margin));
            Assert.Equal(expected, Apply(Link.Sigmoid, margin)[1], 1e-14 * expected);
        }
    }

    [Fact]
    public void Sigmoid_OppositeMargins_SwapTheOutputsBitForBit()
    {
        foreach (double margin in ExtremeMargins)
        {
            double[] outputs = Apply(Link.Sigmoid, margin);
            Bits.AssertEqual(outputs.Reverse(), Apply(Link.Sigmoid, -margin));
        }
    }

    [Theory]
    [InlineData(0.0, 0.5)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(double.MaxValue, 1)]
    [InlineData(double.MinValue, 0)]
    [InlineData(-745, double.Epsilon)]
    public void Sigmoid_ExtremeMargin_ReachesTheLimit(double margin, double expected) =>
        Assert.Equal(expected, Apply(Link.Sigmoid, margin)[1]);

    [Fact]
    public void Sigmoid_SmallProbability_KeepsItsDigits() =>
        Assert.Equal(Math.Exp(-300), Apply(Link.Sigmoid, 300)[0], Math.Exp(-300) * 1e-15);

    [Fact]
    public void Sigmoid_PinnedMargin_HasTheseBits() =>
        Bits.AssertEqual([0.22270013882530884, 0.7772998611746911], Apply(Link.Sigmoid, 1.25));

    [Fact]
    public void Softmax_PinnedMargins_HaveTheseBits() =>
        Bits.AssertEqual([0.09003057317038046, 0.24472847105479764, 0.6652409557748218], Apply(Link.Softmax, 1, 2, 3));

    [Fact]
    public void Softmax_AnyMargins_AreProportionalToTheirExponentials()
    {
        var numbers = new SeededNumbers(22);
        for (int i = 0; i < 2_000; i++)
        {
            double[] margins = [.. Enumerable.Range(0, numbers.Between(2, 8)).Select(_ => numbers.Between(-20.0, 20.0))];
            double sum = margins.Sum(Math.Exp);
            double[] outputs = Apply(Link.Softmax, margins);
            for (int k = 0; k < margins.Length; k++) Assert.Equal(Math.Exp(margins[k]) / sum, outputs[k], 1e-14);
        }
    }

    [Fact]
    public void Softmax_EqualMargins_ShareEqually()
    {
        foreach (double margin in ExtremeMargins) Assert.Equal([0.25, 0.25, 0.25, 0.25], Apply(Link.Softmax, margin, margin, margin, margin));
    }

    [Fact]
    public void Softmax_SwappedMargins_SwapTheOutputs()
    {
        double[] outputs = Apply(Link.Softmax, -3, 0.5);
        Bits.AssertEqual(outputs.Reverse(), Apply(Link.Softmax, 0.5, -3));
    }

    [Fact]
    public void Softmax_HugeDifference_GivesAllToTheLargest() =>
        Bits.AssertEqual([0, 1, 0], Apply(Link.Softmax, double.MinValue, double.MaxValue, 0));

    [Theory]
    [InlineData(Link.Sigmoid)]
    [InlineData(Link.Softmax)]
    public void Apply_EveryPairOfExtremeMargins_SumsToOneAndIsNeverNaN(Link link)
    {
        foreach (double first in ExtremeMargins)
        {
            foreach (double second in ExtremeMargins)
            {
                double[] outputs = link == Link.Sigmoid ? Apply(link, first) : Apply(link, first, second);
                Assert.All(outputs, output => Assert.InRange(output, 0, 1));
                Assert.Equal(1, outputs.Sum(), 1e-15);
            }
        }
    }

    private static double[] Apply(Link link, params double[] margins)
    {
        var outputs = new double[LinkFunctions.OutputCount(link, margins.Length)];
        LinkFunctions.Apply(link, margins, outputs);
        return outputs;
    }
}
