using System.Globalization;
using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;

namespace Workflow.Training.Guards.Columns;

/// <summary>Tells how the training rows are spread over the classes.</summary>
internal static class ClassBalance
{
    /// <summary>Share of a class below which it is a warning.</summary>
    public const double FewRows = 0.05;

    /// <summary>The shares of the classes; null where the target is a number.</summary>
    public static Finding? Check(Dataset dataset, int[] train)
    {
        if (dataset.Task == ModelTask.Regression) return null;
        int[] rows = new int[dataset.Schema.Classes.Count];
        foreach (int row in train) rows[dataset.Labels[row]]++;
        ClassShare[] classes = [.. rows.Select((count, c) => new ClassShare(dataset.Schema.Classes[c].Value, count, (double)count / train.Length))];
        ClassShare smallest = classes.MinBy(share => share.Share)!;
        bool isRare = smallest.Share < FewRows;
        string shares = string.Join('/', classes.Select(share => share.Share >= 0.01 ? Text($"{share.Share * 100:F0}") : Text($"{share.Share * 100:0.##}")));
        string names = string.Join(", ", classes.Select(share => Text($"{share.Class}: {share.Rows}")));
        string rare = isRare ? Text($"; class {smallest.Class} is rare, so accuracy says little and a few rows decide much") : string.Empty;
        return new Finding(
            FindingKind.Balance, null, null, isRare ? FewRows : null, GuardAction.Report, $"classes of {dataset.Schema.Target}: {shares} % of the training rows ({names}){rare}")
        {
            Severity = isRare ? FindingSeverity.Warning : FindingSeverity.Note,
            Evidence = new BalanceEvidence(classes),
        };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
