namespace Workflow.Jobs.Batches;

/// <summary>How rows are written as text.</summary>
public enum RowForm
{
    /// <summary>Values separated by commas, under a header.</summary>
    Csv,

    /// <summary>Values separated by tabs, under a header.</summary>
    Tsv,

    /// <summary>One JSON object a line.</summary>
    JsonLines,
}
