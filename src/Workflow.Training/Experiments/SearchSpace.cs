using Workflow.Scoring.Schema;
using Workflow.Training.Experiments.Families;
using Workflow.Training.Learners.XGBoost;

namespace Workflow.Training.Experiments;

/// <summary>The kinds of learners that compete, each with the parameters that may be chosen.</summary>
public static class SearchSpace
{
    // Larger tables need fewer trees for the same stability, and each costs more.
    private const int ManyRows = 50_000;

    /// <summary>Names of the learners.</summary>
    public static IReadOnlyList<string> LearnerNames { get; } =
        ["prior", "decision-tree", "logistic", "ridge", "extra-trees", "random-forest", "xgboost"];

    /// <summary>Names of the learners that can be held to rising, or falling, along a column.</summary>
    public static IReadOnlyList<string> HeldToDirections { get; } = ["random-forest", "xgboost"];

    /// <summary>Name of the learner that would have to be held to a direction, and cannot be.</summary>
    public static string WithoutDirections => "extra-trees";

    /// <summary>Whether models may only rise, or only fall, along each column that has a direction. Among several classes no direction is the better one.</summary>
    /// <param name="definition">The search.</param>
    /// <param name="task">What is to be predicted.</param>
    public static bool IsMonotone(ExperimentDefinition definition, ModelTask task) => definition.IsMonotone && task != ModelTask.Multiclass;

    /// <summary>The families that a definition asks for and a task allows, simple ones first.</summary>
    internal static IReadOnlyList<LearnerFamily> Families(ExperimentDefinition definition, ModelTask task, int rows)
    {
        bool isLarge = rows > ManyRows, isMonotone = IsMonotone(definition, task);
        LearnerFamily[] all =
        [
            new PriorFamily(),
            new DecisionTreeFamily(definition.Seed),
            new LinearFamily(task),
            new ExtraTreesFamily(definition.Seed, isLarge ? 64 : 200),
            new RandomForestFamily(definition.Seed, 32, isMonotone),
            new BoostingFamily(new XGBoostParameters { Seed = definition.Seed, TreeMethod = "hist", IsMonotone = isMonotone }),
        ];
        return [.. all.Where(family => definition.Learners.Contains(family.Name, StringComparer.Ordinal) && !(isMonotone && family.Name == WithoutDirections))];
    }
}
