using System.Buffers;
using System.Text.Json;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Rows;
using Workflow.Scorer.Serving;
using Workflow.Scoring;

namespace Workflow.Scorer.Responses;

/// <summary>
/// Writes contributions: the names of the parts, then for each margin a group with one list per row, bias last. The rows are read anew for each
/// group: what was computed for one is too much to keep for the next.
/// </summary>
internal sealed class ContributionWriter(ServedModel model)
{
    private readonly ScoringPipeline _pipeline = model.Pipeline;

    private int Groups => _pipeline.Model.MarginCount;

    /// <summary>Writes the members of an object that has begun.</summary>
    public async Task WriteAsync(StreamedJson answer, ScoreRequest request, CancellationToken cancellationToken)
    {
        bool isOriginal = request.Contributions == ContributionKind.Original;
        int width = (isOriginal ? _pipeline.InputColumns.Count : _pipeline.TransformedColumns.Count) + 1;
        var blocks = new RowBlocks(model, width * Groups);
        WriteNames(answer.Json, isOriginal);
        answer.Json.WriteStartArray("contributionGroups");
        for (int group = 0; group < Groups; group++)
        {
            answer.Json.WriteStartObject();

            // One margin is that of the second of two classes, or the number itself.
            answer.Json.WriteString("outputGroup", _pipeline.OutputColumns[Groups == 1 ? ^1 : group]);
            answer.Json.WriteStartArray("contributions");
            int written = group;
            await blocks.ForEachAsync(
                request.Rows(), cells => WriteBlock(answer.Json, cells, width, written, isOriginal), () => answer.SendIfLargeAsync(cancellationToken)).ConfigureAwait(false);
            answer.Json.WriteEndArray();
            answer.Json.WriteEndObject();
        }

        answer.Json.WriteEndArray();
    }

    private void WriteNames(Utf8JsonWriter json, bool isOriginal)
    {
        json.WriteStartArray("features");
        foreach (string name in isOriginal ? _pipeline.InputColumns.Select(column => column.Name) : _pipeline.TransformedColumns) json.WriteStringValue($"contrib_{name}");
        json.WriteStringValue("contrib_bias");
        json.WriteEndArray();
    }

    private void WriteBlock(Utf8JsonWriter json, ReadOnlySpan<double> cells, int width, int group, bool isOriginal)
    {
        int ofRow = width * Groups, count = cells.Length / _pipeline.InputColumns.Count;
        double[] numbers = ArrayPool<double>.Shared.Rent(count * ofRow);
        try
        {
            Span<double> contributions = numbers.AsSpan(0, count * ofRow);
            if (isOriginal) _pipeline.Contributions(cells, contributions);
            else _pipeline.TransformedContributions(cells, contributions);
            for (int row = 0; row < count; row++) json.WriteNumberTexts(contributions.Slice((row * ofRow) + (group * width), width), width);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(numbers);
        }
    }
}
