namespace Workflow.Scorer.Requests;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Row">Row, from 0; null where the request as a whole is meant.</param>
/// <param name="Column">Column; null where the row as a whole is meant.</param>
/// <param name="Reason">What is wrong.</param>
internal sealed record RequestError(int? Row, string? Column, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => (Row, Column) switch
    {
        ({ } row, { } column) => $"row {row}, column {column}: {Reason}",
        ({ } row, null) => $"row {row}: {Reason}",
        (null, { } column) => $"column {column}: {Reason}",
        _ => Reason,
    };
}
