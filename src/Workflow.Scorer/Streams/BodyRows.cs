using Workflow.Scorer.Requests;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Streams;

/// <summary>Opens bodies that are read as they come.</summary>
internal static class BodyRows
{
    /// <summary>Opens the body of a request.</summary>
    /// <param name="pipeline">Knows the columns.</param>
    /// <param name="format">What the body is; not JSON.</param>
    /// <param name="context">The request.</param>
    /// <param name="included">Names of the fields that the answer gives back.</param>
    /// <exception cref="RequestException">It begins with what cannot be read.</exception>
    public static async Task<StreamedRows> OpenAsync(ScoringPipeline pipeline, BodyFormat format, HttpContext context, IReadOnlyList<string> included)
    {
        if (format == BodyFormat.JsonLines) return new JsonLineRows(pipeline, context.Request);
        CsvDialect dialect = format == BodyFormat.Csv ? CsvDialect.Commas : CsvDialect.Tabs;
        return await CsvRows.OpenAsync(pipeline, dialect, context.Request, included, context.RequestAborted).ConfigureAwait(false);
    }
}
