using System.Text.Json;
using Workflow.Api.Contracts;

namespace Workflow.Cli.Display;

/// <summary>Predictions for people.</summary>
internal static class PredictionPrinter
{
    private const string Empty =
        "no prediction was received yet; the next step: `predictions: {share: 1}` in an environment of pipelines.yaml, then deploy again: ./workflow run hydraulic-cooling";

    /// <summary>Prints a list.</summary>
    /// <param name="predictions">The predictions.</param>
    /// <param name="isFiltered">Whether only some were asked for.</param>
    public static void Print(IReadOnlyList<PredictionContract> predictions, bool isFiltered) => Tables.Print(
        "Predictions",
        ["time", "prediction", "endpoint", "version", "result", "outside"],
        predictions.Select(Row),
        isFiltered ? "none is so; all: ./workflow predictions" : Empty);

    /// <summary>Prints one with everything that is known of it.</summary>
    public static void Print(PredictionContract prediction)
    {
        using JsonDocument document = JsonDocument.Parse(prediction.Record);
        JsonElement record = document.RootElement;
        Line("prediction", prediction.Id);
        Line("time", ReceiptTexts.Time(prediction.Time));
        Line("endpoint", prediction.Endpoint);
        Line("version", PredictionTexts.Version(prediction, record));
        Line("pipeline", prediction.PipelineSha256);
        if (PredictionTexts.Text(record, "requestId") is { } request) Line("request", request);
        if (PredictionTexts.Number(record, "milliseconds") is { } took) Line("took", $"{took} ms");
        Section("input", PredictionTexts.Members(record, "input"));
        if (PredictionTexts.Names(record, "unseen") is { Count: > 0 } unseen) Line("unseen", string.Join(", ", unseen));
        Line("outside", PredictionTexts.Outside(record));
        Section("output", PredictionTexts.Members(record, "output"));
        if (PredictionTexts.Text(record, "decision") is { } decision) Line("decision", decision);
    }

    private static string[] Row(PredictionContract prediction)
    {
        using JsonDocument document = JsonDocument.Parse(prediction.Record);
        JsonElement record = document.RootElement;
        return
        [
            ReceiptTexts.Time(prediction.Time),
            prediction.Id,
            prediction.Endpoint,
            PredictionTexts.Version(prediction, record),
            PredictionTexts.Result(record),
            PredictionTexts.Outside(record),
        ];
    }

    private static void Section(string name, IReadOnlyList<(string Name, string Value)> members)
    {
        Terminal.Print($"{name}:");
        int width = members.Count == 0 ? 0 : members.Max(member => member.Name.Length);
        foreach ((string member, string value) in members) Terminal.Print($"  {member.PadRight(width)}  {(value.Length == 0 ? "-" : value)}");
    }

    private static void Line(string name, string value) => Terminal.Print($"{name + ":",-12}{value}");
}
