namespace Workflow.Scorer.Requests;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Row">Row, from 0; null where the request as a whole is meant.</param>
/// <param name="Column">Column; null where the row as a whole is meant.</param>
/// <param name="Reason">What is wrong.</param>
internal sealed record RequestError(int? Row, string? Column, string Reason)
{
    /// <summary>The same without what it tells of the model's columns.</summary>
    public RequestError WithoutSchema() => Column is null ? this : new RequestError(Row, null, "a cell is not what the model expects; which one and why is not told here");

    /// <summary>Where it is, as the log may tell it: reasons give cells back.</summary>
    public string Place => (Row, Column) switch
    {
        ({ } row, { } column) => $"row {row}, column {column}",
        ({ } row, null) => $"row {row}",
        (null, { } column) => $"column {column}",
        _ => "the body",
    };

    /// <inheritdoc/>
    public override string ToString() => Row is null && Column is null ? Reason : $"{Place}: {Reason}";
}
