using Workflow.Training.Learners;
using Workflow.Training.Learners.XGBoost;

namespace Workflow.Training.Experiments.Families;

/// <summary>
/// One kind of learner with a cube of parameters: a point, whose coordinates lie from 0 to 1, is a candidate of the search.
/// </summary>
internal abstract class LearnerFamily
{
    /// <summary>Name in pipelines.yaml.</summary>
    public abstract string Name { get; }

    /// <summary>Coordinates of a point; 0 where there is nothing to choose.</summary>
    public abstract int Dimensions { get; }

    /// <summary>Points that are tried first, whatever the search finds.</summary>
    public abstract IReadOnlyList<double[]> Starts { get; }

    /// <summary>How hard its models are to read: lower is simpler. Ties between models go by it.</summary>
    public abstract int Complexity { get; }

    /// <summary>What the coordinates stand for, for people; empty where there is nothing to choose.</summary>
    public abstract string Freedom { get; }

    /// <summary>The learner at a point.</summary>
    /// <param name="point">The point.</param>
    /// <param name="matrices">Native copies of one thread's matrices; null where nothing is trained yet.</param>
    public abstract ILearner Create(double[] point, DMatrixCache? matrices);
}
