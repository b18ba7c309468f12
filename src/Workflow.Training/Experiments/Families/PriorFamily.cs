using Workflow.Training.Learners;
using Workflow.Training.Learners.Prior;
using Workflow.Training.Learners.XGBoost;

namespace Workflow.Training.Experiments.Families;

/// <summary>The baseline that everything else must beat.</summary>
internal sealed class PriorFamily : LearnerFamily
{
    /// <inheritdoc/>
    public override string Name => "prior";

    /// <inheritdoc/>
    public override int Dimensions => 0;

    /// <inheritdoc/>
    public override IReadOnlyList<double[]> Starts => [[]];

    /// <inheritdoc/>
    public override int Complexity => 0;

    /// <inheritdoc/>
    public override string Freedom => string.Empty;

    /// <inheritdoc/>
    public override ILearner Create(double[] point, DMatrixCache? matrices) => new PriorLearner();
}
