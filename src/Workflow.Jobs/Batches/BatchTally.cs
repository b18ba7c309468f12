using Workflow.Scoring;
using Workflow.Scoring.Schema;

namespace Workflow.Jobs.Batches;

/// <summary>What has been counted of the rows of a batch.</summary>
public sealed record BatchTally
{
    /// <summary>Rows, the wrong ones too.</summary>
    public long Rows { get; set; }

    /// <summary>Rows that could not be scored.</summary>
    public long Wrong { get; set; }

    /// <summary>Rows outside of where the training rows lay.</summary>
    public long Outside { get; set; }

    /// <summary>Rows of each class, in the order of the pipeline's; empty for regression.</summary>
    public required long[] Classes { get; init; }

    /// <summary>Sum of the predicted numbers of a regression.</summary>
    public double Sum { get; set; }

    /// <summary>The smallest predicted number of a regression; null where there is none.</summary>
    public double? Minimum { get; set; }

    /// <summary>The largest predicted number of a regression; null where there is none.</summary>
    public double? Maximum { get; set; }

    /// <summary>The cells, column by column.</summary>
    public required ColumnTally[] Columns { get; init; }

    /// <summary>Rows that were scored.</summary>
    public long Scored => Rows - Wrong;

    /// <summary>Nothing counted yet.</summary>
    public static BatchTally For(ScoringPipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return new BatchTally
        {
            Classes = new long[pipeline.TargetLabels.Count],
            Columns = [.. pipeline.InputColumns.Select(column => new ColumnTally(new long[BinsOf(column)]))],
        };
    }

    /// <summary>Adds what was counted elsewhere. The sum depends on the order, in its last digits: blocks are added in theirs.</summary>
    public void Add(BatchTally other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Rows += other.Rows;
        Wrong += other.Wrong;
        Outside += other.Outside;
        for (int i = 0; i < Classes.Length; i++) Classes[i] += other.Classes[i];
        Sum += other.Sum;
        Minimum = Least(Minimum, other.Minimum);
        Maximum = other.Maximum > Maximum || Maximum is null ? other.Maximum ?? Maximum : Maximum;
        for (int i = 0; i < Columns.Length; i++) Columns[i].Add(other.Columns[i]);
    }

    private static double? Least(double? one, double? other) => other < one || one is null ? other ?? one : one;

    private static int BinsOf(InputColumn column) => column.Histogram?.Counts.Count ?? 0;
}
