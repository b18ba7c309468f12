namespace Workflow.Scoring.Records;

/// <summary>One thing that is wrong with rows that somebody sent.</summary>
/// <param name="Row">Row, from 0; null where they are meant as a whole.</param>
/// <param name="Column">Column; null where the row as a whole is meant.</param>
/// <param name="Reason">What is wrong.</param>
internal sealed record RecordError(int? Row, string? Column, string Reason)
{
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
