using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Streams;

/// <summary>Rows of one JSON object a line: each cell under the name of its column.</summary>
/// <param name="pipeline">Knows the columns.</param>
/// <param name="request">Has the body.</param>
internal sealed class JsonLineRows(ScoringPipeline pipeline, HttpRequest request)
    : StreamedRows(pipeline, new RecordBuffer(request.Body, request.ContentLength, JsonLineReader.FindEnd), new JsonLineReader(pipeline));
