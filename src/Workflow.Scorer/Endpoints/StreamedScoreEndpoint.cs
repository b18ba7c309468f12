using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Serving;
using Workflow.Scorer.Streams;

namespace Workflow.Scorer.Endpoints;

/// <summary><c>POST /model/score</c> with separated values or JSON lines: the answer has the form of the question.</summary>
internal sealed class StreamedScoreEndpoint(ServedModel model)
{
    /// <summary>Answers a request.</summary>
    /// <exception cref="RequestException">The request cannot be answered, or not to its end.</exception>
    /// <exception cref="UnsupportedException">It asks for contributions that the model does not have.</exception>
    public async Task HandleAsync(HttpContext context, BodyFormat format)
    {
        StreamOptions options = StreamOptions.Read(context.Request.Query);
        if (options.Contributions != ContributionKind.None)
        {
            await Task.Yield();
            model.RequireNamedContributions();
        }

        using IDisposable admitted = await model.Bodies.EnterStreamAsync(context).ConfigureAwait(false);
        await AnswerAsync(context, format, options).ConfigureAwait(false);
    }

    /// <summary>Answers rows, whoever they come from.</summary>
    /// <exception cref="RequestException">They cannot be answered, or not to their end.</exception>
    public async Task AnswerAsync(HttpContext context, BodyFormat format, StreamOptions options)
    {
        IReadOnlyList<string> contributions = StreamedScoring.NamesOf(model.Pipeline, options.Contributions);
        StreamedRows rows = await BodyRows.OpenAsync(model.Pipeline, format, context, options.Included).ConfigureAwait(false);
        IStreamedForm form = rows is CsvRows values ? new CsvForm(model, values, options, contributions) : new JsonLinesForm(model, options, contributions);
        await new StreamedScoring(model, form, options.Contributions).AnswerAsync(context, rows).ConfigureAwait(false);
    }
}
