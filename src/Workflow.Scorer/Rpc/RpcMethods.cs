using System.Buffers;
using System.Text.Json;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Rows;
using Workflow.Scorer.Serving;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Rpc;

/// <summary>The methods of Driverless AI's Python scoring service.</summary>
internal sealed class RpcMethods
{
    private const string Row = "row", Rows = "rows", Contributions = "pred_contribs", Margins = "output_margin", Envelope = "envelope";

    /// <summary>All methods.</summary>
    public static readonly string[] All = ["score", "score_batch", "get_column_names", "get_transformed_column_names", "get_target_labels", "get_hash"];

    private readonly ServedModel _model;
    private readonly ScoringPipeline _pipeline;
    private readonly ColumnNames _columns;

    public RpcMethods(ServedModel model)
    {
        _model = model;
        _pipeline = model.Pipeline;
        _columns = new ColumnNames(model.Pipeline);
    }

    /// <summary>Why a method is refused that is none of the service's.</summary>
    public static string Unknown(string method) => $"unknown method \"{RecordText.Quote(method)}\"; there are: {string.Join(", ", All)}";

    /// <summary>Answers a call.</summary>
    /// <param name="call">The call; nothing is wrong with it.</param>
    /// <param name="answer">Receives the answer, once the call is known to have one.</param>
    /// <param name="cancellationToken">Cancelled when the caller leaves.</param>
    /// <exception cref="RpcError">The call cannot be answered; nothing was written.</exception>
    public async Task AnswerAsync(RpcCall call, StreamedJson answer, CancellationToken cancellationToken)
    {
        switch (call.Method)
        {
            case "score":
                await Task.Yield();
                ScoreRow(call, answer.Json);
                break;
            case "score_batch":
                await Task.Yield();
                await ScoreRowsAsync(call, answer, cancellationToken).ConfigureAwait(false);
                break;
            case "get_column_names":
                RequireOpenSchema();
                WriteNames(call, answer.Json, _pipeline.InputColumns.Select(column => column.Name));
                break;
            case "get_transformed_column_names":
                RequireOpenSchema();
                WriteNames(call, answer.Json, _pipeline.TransformedColumns);
                break;
            case "get_target_labels":
                WriteNames(call, answer.Json, _pipeline.TargetLabels);
                break;
            case "get_hash":
                call.WriteBegin(answer.Json);
                answer.Json.WriteString("result", _pipeline.ModelId);
                answer.Json.WriteEndObject();
                break;
            default:
                throw new RpcError(RpcError.NoMethod, Unknown(call.Method!));
        }
    }

    private void RequireOpenSchema()
    {
        if (_model.HidesSchema) throw new RpcError(RpcError.Unsupported, UnsupportedException.HiddenSchema);
    }

    private static void WriteNames(RpcCall call, Utf8JsonWriter json, IEnumerable<string> names)
    {
        call.WriteBegin(json);
        json.WriteStartArray("result");
        foreach (string name in names) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void ScoreRow(RpcCall call, Utf8JsonWriter json)
    {
        (JsonMembers parameters, RowNumbers numbers, OutsideRows? outside) = ReadParameters(call, Row);
        int place = parameters.Find(Row) ?? throw new RpcError(RpcError.WrongParameters, "\"row\" is missing: an object of cells under the names of their columns");
        Utf8JsonReader reader = parameters.At(place);
        if (reader.TokenType != JsonTokenType.StartObject) throw new RpcError(RpcError.WrongParameters, "\"row\" must be an object of cells under the names of their columns");
        double[] cells;
        try
        {
            cells = OnlyRow.Read(_pipeline, _columns, ref reader);
        }
        catch (RequestException wrong)
        {
            throw Refusal(wrong);
        }

        WriteResult(call, json, outside);
        WriteRows(json, numbers, cells, outside);
        WriteEnd(json, outside);
    }

    private async Task ScoreRowsAsync(RpcCall call, StreamedJson answer, CancellationToken cancellationToken)
    {
        (JsonMembers parameters, RowNumbers numbers, OutsideRows? outside) = ReadParameters(call, Rows);
        int place = parameters.Find(Rows) ?? throw new RpcError(RpcError.WrongParameters, "\"rows\" is missing: a list of objects");
        ReadOnlyMemory<byte> body = call.Parameters!.Value;
        var blocks = new RowBlocks(_model, numbers.Width);
        try
        {
            await blocks.CheckAsync(new RecordRows(_pipeline, _columns, body, place, Rows), cancellationToken).ConfigureAwait(false);
        }
        catch (RequestException wrong)
        {
            throw Refusal(wrong);
        }
        catch (TooLargeException large)
        {
            throw new RpcError(RpcError.WrongParameters, large.Message);
        }

        WriteResult(call, answer.Json, outside);
        answer.Json.WriteStartArray();
        await blocks.ForEachAsync(
            new RecordRows(_pipeline, _columns, body, place, Rows), cells => WriteRows(answer.Json, numbers, cells, outside), () => answer.SendIfLargeAsync(cancellationToken)).ConfigureAwait(false);
        answer.Json.WriteEndArray();
        WriteEnd(answer.Json, outside);
    }

    // Who asks for the envelope gets an object with the numbers and with it.
    private static void WriteResult(RpcCall call, Utf8JsonWriter json, OutsideRows? outside)
    {
        call.WriteBegin(json);
        json.WritePropertyName("result");
        if (outside is null) return;
        json.WriteStartObject();
        json.WritePropertyName("scores");
    }

    private static void WriteEnd(Utf8JsonWriter json, OutsideRows? outside)
    {
        if (outside is not null)
        {
            json.WriteEnvelope(outside);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private (JsonMembers Parameters, RowNumbers Numbers, OutsideRows? Outside) ReadParameters(RpcCall call, string rows)
    {
        if (call.Parameters is not { } part) throw new RpcError(RpcError.WrongParameters, $"\"params\" is missing: an object with \"{rows}\"");
        try
        {
            JsonMembers parameters = JsonMembers.Find(part, [rows, Contributions, Margins, Envelope], $"\"params\": an object with \"{rows}\", parameters by name,");
            var numbers = RowNumbers.Choose(_model, parameters.IsTrue(Contributions), parameters.IsTrue(Margins));
            bool isOutsideAsked = parameters.IsTrue(Envelope);
            if (isOutsideAsked) UnsupportedException.RequireEnvelope(_pipeline);
            return (parameters, numbers, isOutsideAsked ? new OutsideRows(_model) : null);
        }
        catch (UnsupportedException unsupported)
        {
            throw new RpcError(RpcError.Unsupported, unsupported.Message);
        }
        catch (RequestException wrong)
        {
            throw Refusal(wrong);
        }
    }

    // One list per row.
    private void WriteRows(Utf8JsonWriter json, RowNumbers numbers, ReadOnlySpan<double> cells, OutsideRows? outside)
    {
        int width = numbers.Width, length = cells.Length / _pipeline.InputColumns.Count * width;
        double[] rented = ArrayPool<double>.Shared.Rent(length);
        try
        {
            Span<double> results = rented.AsSpan(0, length);
            numbers.Compute(cells, results, outside);
            for (; !results.IsEmpty; results = results[width..])
            {
                json.WriteStartArray();
                foreach (double number in results[..width]) json.WriteNumberValue(number);
                json.WriteEndArray();
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    private RpcError Refusal(RequestException wrong) => new(RpcError.WrongParameters, string.Join("; ", _model.ForCaller(wrong).Errors));
}
