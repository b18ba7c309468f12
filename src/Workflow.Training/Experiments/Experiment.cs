using Workflow.Training.Experiments.Families;
using Workflow.Training.Experiments.Folds;
using Workflow.Training.Experiments.Proposals;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Splits;

namespace Workflow.Training.Experiments;

/// <summary>
/// One AutoML search. Trials are proposed in generations; within a generation the losers of the first folds are given up (successive halving:
/// Jamieson and Talwalkar, 2016). Fits run side by side on dedicated threads, but every decision looks at finished work in the order of the
/// proposals: leaderboard and model are the same on any number of threads, on a loaded or an idle machine.
/// </summary>
public sealed class Experiment
{
    // Later generations learn from the earlier ones; smaller ones learn sooner, larger ones keep more threads busy.
    internal const int GenerationSize = 7;

    private readonly ExperimentDefinition _definition;
    private readonly ExperimentData _data;
    private readonly Proposer _proposer;
    private readonly TimeProvider _time;

    /// <summary>Prepares a search.</summary>
    /// <param name="definition">What it may do.</param>
    /// <param name="plan">The columns, with the features of every encoding (<see cref="Encodings"/>).</param>
    /// <param name="trainingRows">Rows to train on.</param>
    /// <param name="time">Clock for the timings.</param>
    /// <exception cref="LearnerException">A native library is missing, there is nothing to train on, or a setting does not fit the task; thrown before any work.</exception>
    public Experiment(ExperimentDefinition definition, FeaturePlan plan, IReadOnlyList<int> trainingRows, TimeProvider time)
    {
        XGBoostLearner.RequireUsable();
        plan.RequireSinglePrecision(trainingRows);
        FeatureMatrix matrix = plan.Matrix(trainingRows);
        TrainingData.Require(matrix);
        if (SettingsFit.Obstacle(definition, matrix.Task) is { } obstacle) throw new LearnerException("settings-do-not-fit", obstacle);
        IReadOnlyList<LearnerFamily> families = SearchSpace.Families(definition, matrix.Task, matrix.RowCount);

        // A fold without rows would have nothing to say.
        int searchedRows = Math.Min(matrix.RowCount, definition.SearchRows ?? int.MaxValue);
        definition = definition with { Folds = Math.Clamp(searchedRows, 2, definition.Folds) };
        _definition = definition;
        _time = time;
        _data = ExperimentData.Of(definition, plan, trainingRows, matrix);
        int features = plan.FeaturesOf(FeatureEncoding.Plain).Length;
        var size = new TableSize(_data.Rows.Matrix.RowCount * (definition.Folds - 1) / definition.Folds, features, matrix.MarginCount);
        _proposer = new Proposer(families, ColumnChoices.For(plan.Columns.Count, definition.Columns), plan.Columns.Count, size, definition.Seed);
    }

    /// <summary>
    /// How the dataset's rows belong together. Where it is known, the chosen model is also judged with whole groups held back; no choice looks at it.
    /// </summary>
    public RowGrouping? Grouping { get; init; }

    /// <summary>Folds of the cross-validation: as many as asked for, or one for each row where there are fewer rows.</summary>
    public int Folds => _definition.Folds;

    /// <summary>The encodings that learners may ask for.</summary>
    public static IReadOnlyList<FeatureEncoding> Encodings { get; } = Enum.GetValues<FeatureEncoding>();

    /// <summary>Runs the search and trains the chosen model on all training rows.</summary>
    /// <param name="threads">Fits at a time, each on one thread.</param>
    /// <param name="progress">Told after every fit; may be null.</param>
    /// <param name="cancellationToken">Stops within one boosting round or one tree.</param>
    /// <exception cref="LearnerException">Not one trial could be finished.</exception>
    public ExperimentResult Run(int threads, IProgress<ExperimentProgress>? progress, CancellationToken cancellationToken)
    {
        using var crew = new TrialCrew(_data, threads, _definition.TrialMemoryBytes, _time);
        var race = new TrialRace(crew, _definition, progress);
        var trials = new List<Trial>();
        while (trials.Count < _definition.Trials && !race.IsSpent)
        {
            IReadOnlyList<TrialProposal> proposals = trials.Count == 0
                ? _proposer.First(_definition.Trials)
                : _proposer.Next(trials, Math.Min(GenerationSize, _definition.Trials - trials.Count), cancellationToken);
            if (proposals.Count == 0) break;
            Trial[] generation = [.. proposals.Select(proposal => new Trial(proposal, _definition.Folds))];
            race.Run(generation, isFirst: trials.Count == 0, cancellationToken);
            trials.AddRange(generation);
        }

        ExperimentResult result = new ExperimentFinish(_definition, _data with { Grouping = Grouping }, crew).Run(trials, cancellationToken);
        FeatureMatrix sample = result.Plan.Matrix([.. _data.SearchedRows.Take(ScoreLatency.Samples)]);
        return result with { ScoreMicroseconds = ScoreLatency.MedianMicroseconds(result.Model, sample, _time) };
    }
}
