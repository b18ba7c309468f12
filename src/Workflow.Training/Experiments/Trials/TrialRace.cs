namespace Workflow.Training.Experiments.Trials;

/// <summary>
/// Successive halving: a generation of trials runs on the first fold, the better part of it on half of the folds, the best on all. Decisions
/// fall between the rungs, from finished fits alone.
/// </summary>
internal sealed class TrialRace
{
    // What a booster may spend on the first fold before it has shown that it is worth more.
    private const int QuickRounds = 200;

    private readonly TrialCrew _crew;
    private readonly ExperimentDefinition _definition;
    private readonly IProgress<ExperimentProgress>? _progress;
    private readonly List<Trial> _all = [];
    private readonly HashSet<Trial> _over = [];
    private double _baseline = double.PositiveInfinity;

    public TrialRace(TrialCrew crew, ExperimentDefinition definition, IProgress<ExperimentProgress>? progress)
    {
        _crew = crew;
        _definition = definition;
        _progress = progress;
    }

    /// <summary>Whether the budget of rounds is used up.</summary>
    public bool IsSpent => _definition.Rounds is { } most && _all.Sum(trial => trial.RoundsTrained) >= most;

    /// <summary>Runs a generation.</summary>
    /// <param name="generation">The trials, in order.</param>
    /// <param name="isFirst">Whether it is the first one, which looks at every family.</param>
    /// <param name="cancellationToken">Stops within one boosting round or one tree.</param>
    public void Run(IReadOnlyList<Trial> generation, bool isFirst, CancellationToken cancellationToken)
    {
        _all.AddRange(generation);
        IReadOnlyList<Trial> alive = generation;
        int[] rungs = Rungs(_definition.Folds);
        for (int rung = 0; rung < rungs.Length && alive.Count > 0; rung++)
        {
            // The first generation is always carried to its end: a search without any finished trial has nothing to choose from.
            if (IsSpent && !isFirst)
            {
                foreach (Trial trial in alive) trial.Stop("the budget of rounds was used up");
                break;
            }

            int done = rung == 0 ? 0 : rungs[rung - 1];

            // Fits on the same view of a fold follow each other, so that it is cut once, however many do not fit into memory.
            (Trial, int)[] work =
            [
                .. from trial in alive
                   from fold in FoldsOf(trial, done, rungs[rung])
                   orderby trial.Learner.Encoding, trial.Proposal.Columns, fold
                   select (trial, fold),
            ];
            _crew.Fit(work, rung == 0 ? QuickRounds : int.MaxValue, () => Report([]), cancellationToken);
            if (isFirst && rung == 0) _baseline = generation.Where(trial => trial.Proposal.Family.Dimensions == 0).Select(trial => trial.Loss).DefaultIfEmpty(double.PositiveInfinity).Min();
            alive = rung == rungs.Length - 1 ? [] : Survivors(alive, isFirst);
            ReportEnds(alive);
        }

        ReportEnds([]);
    }

    /// <summary>Most fits that a generation can take.</summary>
    /// <param name="trials">Its trials.</param>
    /// <param name="families">Families of learners.</param>
    /// <param name="folds">Number of folds.</param>
    /// <param name="isFirst">Whether it is the first one.</param>
    public static int MostFits(int trials, int families, int folds, bool isFirst)
    {
        int[] rungs = Rungs(folds);
        int fits = trials, alive = trials;
        for (int rung = 1; rung < rungs.Length; rung++)
        {
            alive = Math.Min(alive, Kept(alive, isFirst) + (isFirst ? families : 0));
            fits += alive * (rungs[rung] - rungs[rung - 1] + (rung == 1 ? 1 : 0));
        }

        return fits;
    }

    private static int[] Rungs(int folds) => [.. new[] { 1, (folds + 1) / 2, folds }.Distinct()];

    private static int Kept(int alive, bool isFirst) => (int)Math.Ceiling(alive * (isFirst ? 0.7 : 0.35));

    // A first fit that was cut short is done again without the limit.
    private static IEnumerable<int> FoldsOf(Trial trial, int from, int to)
    {
        if (from > 0 && trial.Fits[0] is { IsCut: true }) yield return 0;
        for (int fold = from; fold < to; fold++) yield return fold;
    }

    // In the first generation the best of every family that beats the baseline stays too: an ensemble wants different minds.
    private List<Trial> Survivors(IReadOnlyList<Trial> alive, bool isFirst)
    {
        Trial[] ranked = [.. alive.Where(trial => trial.Failure is null).OrderBy(trial => trial.Loss).ThenBy(trial => trial.Proposal.Index)];
        int keep = Kept(alive.Count, isFirst);
        IEnumerable<Trial> stay = ranked.Take(keep);
        if (isFirst)
        {
            stay = stay
                .Concat(ranked.GroupBy(trial => trial.Proposal.Family).Select(family => family.First()).Where(trial => trial.Loss < _baseline))
                .Concat(ranked.Where(trial => trial.Proposal.Family.Dimensions == 0));
        }

        return [.. stay.Distinct().OrderBy(trial => trial.Proposal.Index)];
    }

    private void ReportEnds(IReadOnlyList<Trial> alive) => Report([.. _all.Except(alive).Where(_over.Add)]);

    private void Report(IReadOnlyList<Trial> ended)
    {
        if (_progress is null) return;
        Trial? best = _all.Where(trial => trial.Failure is null && double.IsFinite(trial.Loss)).MinBy(trial => trial.Loss);
        _progress.Report(new ExperimentProgress(_over.Count, _definition.Trials, best?.Learner.Name, best?.Loss)
        {
            Ended = [.. ended.Select(trial => new EndedTrial(
                trial.Proposal.Index, trial.Learner.Name, trial.Status, trial.FoldsDone, double.IsFinite(trial.Loss) ? trial.Loss : null))],
        });
    }
}
