using Workflow.Training.Learners.Linear;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Learners.Linear;

public sealed class RidgeLearnerTests
{
    [Fact]
    public void Fit_Cancelled_Stops()
    {
        var rows = TestMatrices.Of(TestDatasets.Regression([TestDatasets.Number("x")], [[1, 2, 3, 4]], [2, 4, 6, 8]));
        Assert.Throws<OperationCanceledException>(() => new RidgeLearner(0.1).Fit(rows, 1, new CancellationToken(canceled: true)));
    }
}
