using System.Globalization;
using Workflow.Training.Datasets;
using Workflow.Training.Guards.QuickModels;
using Workflow.Training.Splits;

namespace Workflow.Training.Guards.Contamination;

/// <summary>Judges whether the test part is independent of the training part.</summary>
internal sealed class ContaminationCheck
{
    // Fewer rows with neighbours, or copies, move a score by less than it varies anyway.
    private const double LeastNeighbours = 0.1;
    private const double LeastCopies = 0.05;
    private const double ManyRepeated = 0.01;

    private readonly Dataset _dataset;
    private readonly DataSplit _split;
    private readonly int[] _columns;
    private readonly GuardAction _action;
    private readonly long _seed;

    /// <summary>Prepares the check.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="split">Its parts.</param>
    /// <param name="columns">Columns that describe the rows.</param>
    /// <param name="definition">What is done about a finding.</param>
    /// <param name="seed">Seed of folds, samples and models.</param>
    public ContaminationCheck(Dataset dataset, DataSplit split, int[] columns, ContaminationDefinition definition, long seed)
    {
        _dataset = dataset;
        _split = split;
        _columns = columns;
        _action = definition.Action;
        _seed = seed;
    }

    /// <summary>Measures and, where neighbours are found, shows what they are worth.</summary>
    /// <param name="threads">Rows looked at, and models trained, at a time; the evidence does not depend on it.</param>
    /// <param name="cancellationToken">Stops between boosting rounds.</param>
    public ContaminationEvidence Measure(int threads, CancellationToken cancellationToken)
    {
        var measurement = new ContaminationMeasurement(_dataset, _split, _columns, _seed);
        ContaminationEvidence evidence = measurement.Run(threads, cancellationToken);
        if (!HasNeighbours(evidence)) return evidence;
        var scorer = new SplitScorer(_dataset, _split.Train, _columns, measurement.Points, measurement.Blocks, _seed);
        return evidence with { Scores = scorer.Run(threads, cancellationToken) };
    }

    /// <summary>Judges.</summary>
    public IEnumerable<Finding> Judge(ContaminationEvidence evidence)
    {
        if (HasNeighbours(evidence)) yield return Finding(evidence, _action, Neighbours(evidence));
        double repeated = (double)evidence.RepeatedRows / _split.Test.Length;
        if (evidence is { RepeatedRows: > 0, MayRepeatByChance: false })
        {
            GuardAction action = repeated >= ManyRepeated ? _action : GuardAction.Report;
            yield return Finding(evidence, action, Text($"{evidence.RepeatedRows} test rows ({Percent(repeated)}) are equal to a training row in every column")) with
            {
                Severity = repeated >= ManyRepeated ? SeverityOf(action) : FindingSeverity.Note,
            };
        }

        if (evidence.NearRepeatedShare is { } near and >= LeastCopies)
        {
            string message = $"{Percent(near)} of the test rows have a training row that is nearly the same; of independent rows one in a thousand has";
            yield return Finding(evidence, _action, message);
        }
    }

    private static bool HasNeighbours(ContaminationEvidence evidence) =>
        evidence is { Resemblance: { } auc, ResemblanceDeviations: { } deviations }
        && new Resemblance(auc, deviations).IsReal
        && (evidence.SharedBlockShare ?? evidence.AdjacentShare) >= LeastNeighbours;

    private static string Neighbours(ContaminationEvidence evidence)
    {
        string blocks = evidence.Blocks is { } count ? Text($"; the rows form {count} blocks of constant settings") : string.Empty;
        string message = $"{Percent(evidence.AdjacentShare)} of the test rows stand next to a training row, and rows next to each other are alike{blocks}";
        if (evidence.Scores is not { } scores) return message;
        string held = scores.AreBlocks ? "whole blocks" : "whole stretches of rows";
        (HeldBackScore random, HeldBackScore grouped) = (scores.Random.Neighbours, scores.Grouped.Neighbours);
        string measure = random.Accuracy is null ? "R²" : "accuracy";
        return Text($"{message}. 5-NN {measure} is {random.Accuracy ?? random.R2:F3} with random folds and {grouped.Accuracy ?? grouped.R2:F3} with {held} held back");
    }

    private static Finding Finding(ContaminationEvidence evidence, GuardAction action, string message) =>
        new(FindingKind.Contamination, null, null, null, action, message) { Severity = SeverityOf(action), Evidence = evidence };

    private static FindingSeverity SeverityOf(GuardAction action) => action == GuardAction.Fail ? FindingSeverity.Error : FindingSeverity.Warning;

    private static string Percent(double share) => Text($"{share * 100:0.#} %");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
