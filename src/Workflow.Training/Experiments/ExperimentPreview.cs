using Workflow.Scoring.Schema;
using Workflow.Training.Experiments.Trials;

namespace Workflow.Training.Experiments;

/// <summary>What a search will do, before it does.</summary>
/// <param name="Learners">Who competes.</param>
/// <param name="FirstTrials">Trials of the first generation, which every search begins with.</param>
/// <param name="GenerationSize">Trials of each later generation.</param>
/// <param name="MostFits">Most fits on a fold, the training of the chosen model not counted.</param>
public sealed record ExperimentPreview(IReadOnlyList<LearnerPreview> Learners, int FirstTrials, int GenerationSize, int MostFits)
{
    /// <summary>Looks ahead.</summary>
    /// <param name="definition">What the search may do.</param>
    /// <param name="task">What is to be predicted.</param>
    public static ExperimentPreview Of(ExperimentDefinition definition, ModelTask task)
    {
        var families = SearchSpace.Families(definition, task, rows: 0);
        int first = Math.Min(definition.Trials, families.Sum(family => family.Starts.Count));
        int fits = TrialRace.MostFits(first, families.Count, definition.Folds, isFirst: true);
        bool isOver = families.All(family => family.Dimensions == 0);
        for (int left = isOver ? 0 : definition.Trials - first; left > 0; left -= Experiment.GenerationSize)
        {
            fits += TrialRace.MostFits(Math.Min(left, Experiment.GenerationSize), families.Count, definition.Folds, isFirst: false);
        }

        return new ExperimentPreview(
            [.. families.Select(family => new LearnerPreview(family.Name, family.Starts.Count, family.Freedom))], first, Experiment.GenerationSize, fits);
    }
}
