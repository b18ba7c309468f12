using Workflow.Scoring.Maths;
using Workflow.Training.Experiments.Families;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Learners;
using Workflow.Training.Randomness;

namespace Workflow.Training.Experiments.Proposals;

/// <summary>
/// Chooses what to try next: for every family a model of its losses so far says where improvement is likely, and the declared cost of a fit
/// says what it is worth. Nothing measured on a clock enters, so the same trials are proposed on every machine.
/// </summary>
internal sealed class Proposer
{
    private const int PointsPerFamily = 48;

    // What a proposal costs grows with the cube of these; of more trials the best and the latest tell enough.
    private const int MostObservations = 300;

    private readonly IReadOnlyList<LearnerFamily> _families;
    private readonly IReadOnlyList<int?> _columnChoices;
    private readonly int _columns;
    private readonly TableSize _size;
    private readonly long _seed;

    /// <summary>Creates the proposer.</summary>
    /// <param name="families">What may be proposed.</param>
    /// <param name="columnChoices">How many columns a trial may read; null stands for all.</param>
    /// <param name="columns">Columns that there are.</param>
    /// <param name="size">Size of the table of all columns that a fold trains on.</param>
    /// <param name="seed">Seed of the points that are looked at.</param>
    public Proposer(IReadOnlyList<LearnerFamily> families, IReadOnlyList<int?> columnChoices, int columns, TableSize size, long seed)
    {
        _families = families;
        _columnChoices = columnChoices;
        _columns = columns;
        _size = size;
        _seed = seed;
    }

    /// <summary>The trials that every search begins with: each family's own first points.</summary>
    public IReadOnlyList<TrialProposal> First(int most)
    {
        // One round of the families after another, so that a small budget has tried each of them; each round with another number of columns.
        IEnumerable<(LearnerFamily Family, double[] Point, int? Columns)> starts =
            from round in Enumerable.Range(0, _families.Max(family => family.Starts.Count))
            from family in _families
            where round < family.Starts.Count
            select (family, family.Starts[round], _columnChoices[round % _columnChoices.Count]);
        return [.. starts.Take(most).Select((start, index) => new TrialProposal(index, start.Family, start.Point, start.Columns))];
    }

    /// <summary>The next trials, from all that is known.</summary>
    /// <param name="known">All trials so far, in order.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="cancellationToken">Stops between two families.</param>
    public IReadOnlyList<TrialProposal> Next(IReadOnlyList<Trial> known, int count, CancellationToken cancellationToken)
    {
        var believed = known.Where(trial => double.IsFinite(trial.FirstLoss)).Select(Observe).ToList();
        double typicalUnits = known.Select(trial => Units(trial.Learner, trial.Proposal.Columns)).DefaultIfEmpty(1).Average();
        HashSet<string> tried = [.. known.Select(trial => Signature(trial.Learner, trial.Proposal.Columns))];
        var proposals = new List<TrialProposal>();
        LearnerFamily[] open = [.. _families.Where(family => family.Dimensions > 0)];
        while (proposals.Count < count && open.Length > 0)
        {
            int index = known.Count + proposals.Count;
            (double score, Observation next) = open.Select(family => Best(family, believed, tried, typicalUnits, index, cancellationToken)).MaxBy(best => best.Score);
            if (double.IsNegativeInfinity(score)) break;
            var proposal = new TrialProposal(index, next.Family, next.Point[..^1], ColumnsAt(next.Point[^1]));
            proposals.Add(proposal);

            // Believed until it is known, so that the next proposal looks elsewhere.
            believed.Add(next);
            tried.Add(Signature(proposal.Create(null), proposal.Columns));
        }

        return proposals;
    }

    // Different points may be the same learner.
    private static string Signature(ILearner learner, int? columns) =>
        $"{learner.Name} {learner.Encoding} {columns} {string.Join(' ', learner.Parameters.Select(parameter => $"{parameter.Key}={parameter.Value}"))}";

    private (double Score, Observation Observation) Best(
        LearnerFamily family, List<Observation> believed, HashSet<string> tried, double typicalUnits, int index, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Observation[] own = Telling([.. believed.Where(observation => observation.Family == family)]);
        var random = SeededRandom.For(_seed, $"propose {family.Name}", index);
        double globalBest = believed.Count == 0 ? 0 : believed.Min(observation => observation.Loss);
        double familyBest = own.Length == 0 ? globalBest : own.Min(observation => observation.Loss);
        GaussianProcess? model = own.Length == 0 ? null : new GaussianProcess([.. own.Select(o => o.Point)], [.. own.Select(o => o.Loss)]);

        // Losses are logarithms here: a family whose best is twice the best of all counts a quarter.
        double standing = PortableMath.Exp(2 * (globalBest - familyBest));
        (double Score, Observation Observation) best = (double.NegativeInfinity, new Observation(family, [], 0));
        for (int i = 0; i < PointsPerFamily; i++)
        {
            double[] point = [.. Enumerable.Range(0, family.Dimensions + 1).Select(_ => random.NextDouble())];
            (double mean, double deviation) = model?.At(point) ?? (globalBest, 1);
            ILearner learner = family.Create(point[..^1], null);
            if (tried.Contains(Signature(learner, ColumnsAt(point[^1])))) continue;

            // A trial costs its place in the budget, and its work.
            double cost = 1 + (Units(learner, ColumnsAt(point[^1])) / typicalUnits);
            double score = standing * ExpectedImprovement.Of(familyBest, mean, deviation) / cost;
            if (score > best.Score) best = (score, new Observation(family, point, mean));
        }

        return best;
    }

    private static Observation[] Telling(Observation[] own)
    {
        if (own.Length <= MostObservations) return own;
        HashSet<Observation> telling = [.. own.OrderBy(observation => observation.Loss).Take(MostObservations / 2), .. own.TakeLast(MostObservations / 2)];
        return [.. own.Where(telling.Contains)];
    }

    private double Units(ILearner learner, int? columns)
    {
        double share = columns is { } count ? Math.Min(1, count / (double)_columns) : 1;
        return learner.WorkUnits(_size with { Features = (int)Math.Ceiling(_size.Features * share) });
    }

    private Observation Observe(Trial trial) => new(
        trial.Proposal.Family,
        [.. trial.Proposal.Point, CoordinateOf(trial.Proposal.Columns)],
        PortableMath.Log(Math.Max(1e-9, trial.FirstLoss)));

    private int? ColumnsAt(double coordinate) => Coordinate.Choose(coordinate, _columnChoices);

    private double CoordinateOf(int? columns) => Coordinate.Of(_columnChoices.ToList().IndexOf(columns), _columnChoices.Count);

    private sealed record Observation(LearnerFamily Family, double[] Point, double Loss);
}
