using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Rows;
using Workflow.Scorer.Serving;

namespace Workflow.Scorer.Endpoints;

/// <summary><c>POST /model/contribution</c>: rows in, what each column or feature contributed to the margins out, and nothing else.</summary>
internal sealed class ContributionEndpoint(ServedModel model)
{
    private readonly ScoreRequestReader _reader = new(model.Pipeline);
    private readonly ContributionWriter _contributions = new(model);
    private readonly RowBlocks _blocks = new(model, model.Pipeline.OutputColumns.Count);

    /// <summary>Answers a request.</summary>
    /// <exception cref="RequestException">The request cannot be answered.</exception>
    /// <exception cref="UnsupportedException">The model has no contributions.</exception>
    public async Task HandleAsync(HttpContext context)
    {
        using RequestBody body = await model.Bodies.ReadAsync(context).ConfigureAwait(false);
        ScoreRequest request = _reader.Read(body.Bytes);
        if (request.Contributions == ContributionKind.None) throw new RequestException("\"requestShapleyValueType\" is missing: \"ORIGINAL\" or \"TRANSFORMED\"");

        // Explanations take long: where no other connection waits for the thread.
        await Task.Yield();
        model.RequireNamedContributions();
        await _blocks.CheckAsync(request.Rows(), context.RequestAborted).ConfigureAwait(false);
        using var answer = new StreamedJson(context.Response);
        answer.Json.WriteStartObject();
        await _contributions.WriteAsync(answer, request, context.RequestAborted).ConfigureAwait(false);
        answer.Json.WriteEndObject();
        await answer.EndAsync(context.RequestAborted).ConfigureAwait(false);
    }
}
