using System.Globalization;
using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;

namespace Workflow.Training.Guards.Columns;

/// <summary>
/// Finds columns that cannot inform a model: those without any value or with one only (in the training rows), those that name the rows instead
/// of describing them, and those that repeat an earlier one.
/// </summary>
internal sealed class ColumnCheck
{
    /// <summary>Share of missing values above which a column is a finding.</summary>
    public const double ManyMissing = 0.3;

    // With fewer rows a few different values, or a rising series, are nothing special.
    private const int FewestRowsOfIdentifier = 20;

    private readonly Dataset _dataset;
    private readonly int[] _train;
    private readonly GuardAction _identifierAction;

    /// <summary>Prepares the check.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="train">Its training rows.</param>
    /// <param name="leakageAction">What is done about leakage: identifiers are dropped where leaks are.</param>
    public ColumnCheck(Dataset dataset, int[] train, GuardAction leakageAction)
    {
        _dataset = dataset;
        _train = train;
        _identifierAction = leakageAction == GuardAction.Drop ? GuardAction.Drop : GuardAction.Report;
    }

    /// <summary>Looks at every column, in order.</summary>
    public IEnumerable<Finding> Run()
    {
        var firstOfContent = new Dictionary<UInt128, int>();
        for (int column = 0; column < _dataset.Features.Count; column++)
        {
            if (Emptiness(column) is { } empty)
            {
                yield return empty;
                continue;
            }

            if (Missing(column) is { } missing) yield return missing;
            if (IsIdentifier(column)) yield return Identifier(column);
            UInt128 content = ColumnContent.Digest(_dataset, column);
            if (!firstOfContent.TryAdd(content, column)) yield return Duplicate(column, firstOfContent[content]);
        }
    }

    private Finding? Emptiness(int column)
    {
        double[] cells = _dataset.Features[column];
        int missing = _train.Count(row => double.IsNaN(cells[row]));
        if (missing == _train.Length)
        {
            return Drop(FindingKind.Missing, column, "has no value in any training row") with { Evidence = new MissingEvidence(missing, 1) };
        }

        double first = cells[_train[0]];
        return missing == 0 && Array.TrueForAll(_train, row => cells[row] == first) ? Drop(FindingKind.Constant, column, $"is {Text(column, first)} in every training row") : null;
    }

    private Finding? Missing(int column)
    {
        int missing = _train.Count(row => double.IsNaN(_dataset.Features[column][row]));
        double share = (double)missing / _train.Length;
        if (share <= ManyMissing) return null;
        string message = string.Create(CultureInfo.InvariantCulture, $"{Name(column)} has no value in {share * 100:F1} % of the training rows");
        return new Finding(FindingKind.Missing, Name(column), null, ManyMissing, GuardAction.Report, message)
        {
            Severity = FindingSeverity.Note,
            Evidence = new MissingEvidence(missing, share),
        };
    }

    // A text that no two rows share, or whole numbers that count the rows: in their order, or each once without a gap.
    private bool IsIdentifier(int column)
    {
        double[] present = [.. _dataset.Features[column].Where(cell => !double.IsNaN(cell))];
        if (present.Length < FewestRowsOfIdentifier) return false;
        if (_dataset.Schema.Features[column].Type == ColumnType.Category) return present.Distinct().Count() == present.Length;
        if (!Array.TrueForAll(present, double.IsInteger)) return false;
        return RowOrder.IsStrictlySorted(present) || (present.Max() - present.Min() == present.Length - 1 && present.Distinct().Count() == present.Length);
    }

    private Finding Identifier(int column)
    {
        string? allowed = _dataset.Schema.Features[column].Allowed;
        GuardAction action = allowed is null ? _identifierAction : GuardAction.Allow;
        string consequence = action switch
        {
            GuardAction.Allow => $"; kept, because the recipe allows it: {allowed}",
            GuardAction.Drop => "; dropped",
            _ => "; leave it out of the recipe, or allow it there with a reason",
        };
        return new Finding(FindingKind.Identifier, Name(column), null, null, action, $"{Name(column)} has another value in every row, as an identifier has{consequence}")
        {
            Severity = action == GuardAction.Report ? FindingSeverity.Warning : FindingSeverity.Note,
        };
    }

    private Finding Duplicate(int column, int first) =>
        Drop(FindingKind.DuplicateColumn, column, $"is equal to {Name(first)} in every row") with { Evidence = new DuplicateColumnEvidence(Name(first)) };

    private Finding Drop(FindingKind kind, int column, string what) =>
        new(kind, Name(column), null, null, GuardAction.Drop, $"{Name(column)} {what}; dropped") { Severity = FindingSeverity.Note };

    private string Name(int column) => _dataset.Schema.Features[column].Name;

    private string Text(int column, double cell) => TableCsv.Cell(_dataset.Schema.Features[column], cell);
}
