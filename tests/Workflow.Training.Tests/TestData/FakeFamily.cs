using Workflow.Training.Experiments.Families;
using Workflow.Training.Learners;
using Workflow.Training.Learners.XGBoost;

namespace Workflow.Training.Tests.TestData;

/// <summary>A kind of learner whose points mean what a test says.</summary>
internal sealed class FakeFamily(string name, Func<double[], ILearner> create) : LearnerFamily
{
    public override string Name => name;

    public override int Dimensions => IsBaseline ? 0 : 1;

    public override IReadOnlyList<double[]> Starts => [];

    public override int Complexity => 1;

    public override string Freedom => string.Empty;

    /// <summary>Whether everything else must beat it.</summary>
    public bool IsBaseline { get; init; }

    public override ILearner Create(double[] point, DMatrixCache? matrices) => create(point);
}
