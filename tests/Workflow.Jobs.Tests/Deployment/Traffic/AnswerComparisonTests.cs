using System.Text;
using Workflow.Jobs.Deployment.Traffic;

namespace Workflow.Jobs.Tests.Deployment.Traffic;

public sealed class AnswerComparisonTests
{
    [Theory]
    [InlineData("""{"score":[["0.9","0.1"]]}""", """{"score":[["0.9","0.1"]]}""", 1, 0, 0)]
    [InlineData("""{"score":[["0.9","0.1"],["0.2","0.8"]]}""", """{"score":[["0.4","0.6"],["0.2","0.8"]]}""", 2, 1, 0.5)]
    [InlineData("""{"predictions":[0.4,0.7]}""", """{"predictions":[0.6,0.7]}""", 2, 1, 0.2)]
    [InlineData("""{"predictions":[[17.5]]}""", """{"predictions":[[18.5]]}""", 1, 0, 1)]
    [InlineData("""{"predictions":["NaN",17.5]}""", """{"predictions":[17.5,18]}""", 2, 1, 0.5)]
    [InlineData("""{"score":[["0.9","0.1"]]}""", """{"score":[["0.9","-Infinity"]]}""", 1, 1, 0)]
    [InlineData("""{"score":[["NaN"]]}""", """{"score":[["NaN"]]}""", 1, 0, 0)]
    [InlineData("""{"score":[["1e308"]]}""", """{"score":[["-1e308"]]}""", 1, 0, double.MaxValue)]
    [InlineData("""{"predictions":[[-0.5],[17.5]]}""", """{"predictions":[[0.9],[0.2]]}""", 2, 1, 17.3)]
    public void Of_Scores_ComparesRowByRow(string first, string second, long rows, long flips, double difference)
    {
        AnswerComparison comparison = AnswerComparison.Of(Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(second))!;
        Assert.Equal((rows, flips), (comparison.Rows, comparison.Flips));
        Assert.Equal(difference, comparison.Difference, 12);
        Assert.True(double.IsFinite(comparison.Difference));
    }

    [Theory]
    [InlineData("""{"score":[["1"]]}""", """{"score":[["1"],["2"]]}""")]
    [InlineData("""{"score":[["1"]]}""", """{"score":[["1","2"]]}""")]
    [InlineData("""{"score":[["1"]]}""", """{"score":[["one"]]}""")]
    [InlineData("""{"score":[["1"]]}""", """{"detail":"no"}""")]
    [InlineData("""{"score":[["1"]]}""", "[1]")]
    [InlineData("""{"score":[["1"]]}""", "not JSON")]
    [InlineData("""{"score":[["1"]]}""", "")]
    public void Of_SomethingElse_CannotBeCompared(string first, string second)
    {
        Assert.Null(AnswerComparison.Of(Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(second)));
        Assert.Null(AnswerComparison.Of(Encoding.UTF8.GetBytes(second), Encoding.UTF8.GetBytes(first)));
    }
}
