using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Streams;
using Workflow.Scoring;

namespace Workflow.Scorer.Endpoints;

/// <summary><c>POST /model/score</c> with separated values or JSON lines: the answer has the form of the question.</summary>
internal sealed class StreamedScoreEndpoint(ScoringPipeline pipeline, RequestBodyReader bodies)
{
    /// <summary>Answers a request.</summary>
    /// <exception cref="RequestException">The request cannot be answered, or not to its end.</exception>
    /// <exception cref="UnsupportedException">It asks for contributions that the model does not have.</exception>
    public async Task HandleAsync(HttpContext context, BodyFormat format)
    {
        StreamOptions options = StreamOptions.Read(context.Request.Query);
        if (options.Contributions != ContributionKind.None) UnsupportedException.RequireContributions(pipeline);
        IReadOnlyList<string> contributions = StreamedScoring.NamesOf(pipeline, options.Contributions);
        using IDisposable admitted = await bodies.EnterStreamAsync(context).ConfigureAwait(false);
        StreamedRows rows = await BodyRows.OpenAsync(pipeline, format, context, options.Included).ConfigureAwait(false);
        IStreamedForm form = rows is CsvRows values ? new CsvForm(pipeline, values, options, contributions) : new JsonLinesForm(pipeline, options, contributions);
        await new StreamedScoring(pipeline, form, options.Contributions).AnswerAsync(context, rows).ConfigureAwait(false);
    }
}
