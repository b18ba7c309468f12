namespace Workflow.Jobs.Batches;

/// <summary>What stands beside the output of a batch.</summary>
/// <param name="Output">The output, by its absolute path.</param>
public sealed record BatchFiles(string Output)
{
    private const string ErrorsEnd = ".errors.csv", SummaryEnd = ".summary.json";

    /// <summary>The rows that were wrong, where there were any.</summary>
    public string Errors => Output + ErrorsEnd;

    /// <summary>What became of the batch.</summary>
    public string Summary => Output + SummaryEnd;

    /// <summary>What has been made of the output so far; gone when it is whole.</summary>
    internal string WorkFolder => Path.Join(Path.GetDirectoryName(Output), $".{Path.GetFileName(Output)}.batch");

    /// <summary>Whether a file is one of those that stand beside an output: no rows to be scored.</summary>
    internal static bool IsMadeByBatch(string path) => path.EndsWith(ErrorsEnd, StringComparison.Ordinal) && RowFileFormat.Find(path[..^ErrorsEnd.Length]) is not null;
}
