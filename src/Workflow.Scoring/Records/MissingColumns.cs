namespace Workflow.Scoring.Records;

/// <summary>Finds columns that are not there and must be: training never saw them missing.</summary>
internal static class MissingColumns
{
    /// <summary>Names the columns that are missing.</summary>
    /// <param name="pipeline">Knows the columns.</param>
    /// <param name="isThere">Whether the request has a column.</param>
    /// <param name="reason">What is said of one that it has not.</param>
    public static RecordError[] Find(ScoringPipeline pipeline, Func<int, bool> isThere, string reason) =>
        [.. pipeline.InputColumns.Where((column, i) => !column.AcceptsMissing && !isThere(i)).Select(column => new RecordError(null, column.Name, reason))];

    /// <summary>Notes the columns that a row has not, and must have.</summary>
    /// <param name="pipeline">Knows the columns.</param>
    /// <param name="isThere">For each column whether the row has it.</param>
    /// <param name="row">Which row it is, for messages; null for the only one.</param>
    /// <param name="errors">Receives them.</param>
    public static void Note(ScoringPipeline pipeline, ReadOnlySpan<bool> isThere, int? row, List<RecordError> errors)
    {
        for (int i = 0; i < isThere.Length; i++)
        {
            if (!isThere[i] && !pipeline.InputColumns[i].AcceptsMissing) errors.Add(new RecordError(row, pipeline.InputColumns[i].Name, "is missing"));
        }
    }
}
