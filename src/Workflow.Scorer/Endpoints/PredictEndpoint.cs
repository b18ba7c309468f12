using System.Text.Json;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Rows;
using Workflow.Scorer.Serving;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Endpoints;

/// <summary>
/// <c>POST /predict</c>, as small services have it: one object with the row's cells in, the decision out. Of two classes that is the probability of the
/// second one and whether it is reached, of several the most likely one with all probabilities, of a number the number.
/// </summary>
internal sealed class PredictEndpoint(ServedModel model)
{
    private readonly ColumnNames _columns = new(model.Pipeline);

    /// <summary>Answers a request.</summary>
    /// <exception cref="RequestException">The request cannot be answered.</exception>
    public async Task HandleAsync(HttpContext context)
    {
        using RequestBody body = await model.Bodies.ReadAsync(context).ConfigureAwait(false);
        double[] cells = ReadRow(body.Bytes), outputs = new double[model.Pipeline.OutputColumns.Count];
        model.Score(cells, outputs);
        var outside = new OutsideRows(model);
        outside.Look(cells);
        await JsonResponse.OkAsync(context, json => Write(json, outputs, outside)).ConfigureAwait(false);
    }

    private double[] ReadRow(ReadOnlyMemory<byte> body)
    {
        // For its grammar alone: any name may be that of a cell.
        JsonMembers.Find(body, [], "a JSON object of cells under the names of their columns", areOthersAllowed: true);
        var reader = new Utf8JsonReader(body.Span);
        reader.Read();
        return OnlyRow.Read(model.Pipeline, _columns, ref reader);
    }

    private void Write(Utf8JsonWriter json, double[] outputs, OutsideRows outside)
    {
        string target = model.Pipeline.Manifest.Target;
        int decided = model.Pipeline.Decide(outputs);
        json.WriteStartObject();
        switch (outputs.Length)
        {
            case 1:
                json.WriteNumber(target, outputs[0]);
                break;
            case 2:
                json.WriteNumber($"{target}_probability", outputs[1]);
                json.WriteBoolean(target, decided == 1);
                break;
            default:
                json.WriteNumber($"{target}_probability", outputs[decided]);
                json.WriteString(target, model.Pipeline.TargetLabels[decided]);
                for (int i = 0; i < outputs.Length; i++) json.WriteNumber(model.Pipeline.OutputColumns[i], outputs[i]);
                break;
        }

        if (model.Pipeline.Envelope is not null) json.WriteEnvelope(outside);
        json.WriteEndObject();
    }
}
