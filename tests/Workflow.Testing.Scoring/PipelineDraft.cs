using System.Text.Json;
using Workflow.Scoring;
using Workflow.Scoring.Format;
using Workflow.Scoring.Golden;
using Workflow.Scoring.Models;

namespace Workflow.Testing.Scoring;

/// <summary>The parts of a pipeline before they become a file.</summary>
public sealed record PipelineDraft
{
    public required PipelineManifest Manifest { get; init; }

    public required MarginModel Model { get; init; }

    public required GoldenRows Golden { get; init; }

    public byte[] CardHtml { get; init; } = [.. "<!DOCTYPE html><title>Card</title>"u8];

    public byte[] CardJson { get; init; } = [.. "{}"u8];

    public PipelineFileContent ToContent() => new(new string('0', 64), Manifest, Model, Golden, CardHtml, CardJson);

    public ScoringPipeline ToPipeline() => new(ToContent());

    public PipelineZip ToZip() => new(
        (PipelineEntries.Manifest, JsonSerializer.SerializeToUtf8Bytes(Manifest, PipelineJson.Default.PipelineManifest)),
        (PipelineEntries.Model, ModelCodec.Write(Model)),
        (PipelineEntries.Golden, JsonSerializer.SerializeToUtf8Bytes(Golden, PipelineJson.Default.GoldenRows)),
        (PipelineEntries.CardHtml, CardHtml),
        (PipelineEntries.CardJson, CardJson));

    /// <summary>The same pipeline with the answers that it gives to some rows.</summary>
    public PipelineDraft WithTrueAnswers(params IReadOnlyList<string?[]> rows)
    {
        GoldenRow[] unanswered =
            [.. rows.Select(cells => new GoldenRow(cells, new double[Model.MarginCount], new double[OutputCount]))];
        ScoringPipeline pipeline = (this with { Golden = new GoldenRows(unanswered) }).ToPipeline();
        return this with { Golden = new GoldenRows([.. rows.Select(cells => Answer(pipeline, cells))]) };
    }

    private int OutputCount => Math.Max(1, Manifest.Classes.Count);

    private static GoldenRow Answer(ScoringPipeline pipeline, string?[] texts)
    {
        var cells = new double[texts.Length];
        for (int i = 0; i < cells.Length; i++) Assert.Null(pipeline.Parser(i).Parse(texts[i], out cells[i]));
        var outputs = new double[pipeline.OutputColumns.Count];
        var margins = new double[pipeline.Model.MarginCount];
        pipeline.Score(cells, outputs, margins);
        return new GoldenRow(texts, margins, outputs);
    }
}
