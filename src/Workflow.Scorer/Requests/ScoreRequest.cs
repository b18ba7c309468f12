using System.Text.Json;
using Workflow.Scorer.Rows;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Requests;

/// <summary>A request whose grammar, fields and options are right; what its cells are is not known yet.</summary>
internal sealed class ScoreRequest(ScoringPipeline pipeline, ReadOnlyMemory<byte> body, int rowsAt, RequestFields fields)
{
    /// <summary>The most fields that an answer gives back.</summary>
    public const int MostIncluded = 1000;

    /// <summary>Whether the answer names its fields.</summary>
    public bool HasFieldNames { get; init; } = true;

    /// <summary>Whether the answer gives back fields of the rows.</summary>
    public bool GivesBack => fields.Kept.Length > 0;

    /// <summary>The cells of its rows, where they are numbers and have been read and checked; null where they have yet to be, or are to be given back.</summary>
    public KeptCells? Cells { get; init; }

    /// <summary>Name of the identifier that each row of the answer is given; null for none.</summary>
    public string? GeneratedId { get; init; }

    /// <summary>Whose contributions are asked for.</summary>
    public ContributionKind Contributions { get; init; }

    /// <summary>Its rows from the first one.</summary>
    /// <exception cref="RequestException">They are no list.</exception>
    public ListRows Rows() => new(pipeline, body, rowsAt, fields, "rows");

    /// <summary>Writes the names of the fields that the answer gives back.</summary>
    public void WriteKeptNames(Utf8JsonWriter json)
    {
        foreach ((_, int at) in fields.Kept) json.WriteRawValue(RecordText.TokenAt(body.Span, at), skipInputValidation: true);
    }
}
