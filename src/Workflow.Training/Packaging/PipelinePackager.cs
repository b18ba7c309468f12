using System.Text.Json;
using Workflow.Scoring;
using Workflow.Scoring.Format;
using Workflow.Scoring.Golden;
using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;
using Workflow.Training.Cards;
using Workflow.Training.Datasets;
using Workflow.Training.Features;
using Workflow.Training.Files;
using Workflow.Training.Metrics;

namespace Workflow.Training.Packaging;

/// <summary>Writes the scoring pipeline file and proves, before anybody sees it, that it answers what the model answers.</summary>
public static class PipelinePackager
{
    private const int RowsOfBlock = 4096;

    /// <summary>Joins everything but the card.</summary>
    /// <param name="name">Name of the pipeline.</param>
    /// <param name="dataset">The dataset.</param>
    /// <param name="trained">The model.</param>
    /// <param name="trainingRows">Rows from which the envelope is learned and golden rows are chosen.</param>
    /// <param name="lineage">What the model was made from.</param>
    /// <param name="threshold">The probability from which a model of two classes says the second class; null for any other.</param>
    /// <exception cref="PackagingException">The parts do not fit each other.</exception>
    public static PipelineDraft Draft(
        string name, Dataset dataset, TrainedModel trained, IReadOnlyList<int> trainingRows, Lineage lineage, double? threshold = null)
    {
        var manifest = new PipelineManifest
        {
            FormatVersion = PipelineManifest.CurrentFormatVersion,
            Name = name,
            Task = dataset.Task,
            Target = dataset.Schema.Target,
            Classes = dataset.Schema.Classes,
            Columns = trained.Plan.Columns,
            Features = trained.Plan.Transform.Steps,
            Link = Links.Of(dataset.Task),
            Threshold = threshold,
            Envelope = EnvelopeBuilder.Build(trained.Plan, trainingRows),
            Learner = trained.Learner,
            Lineage = lineage,
        };
        var golden = new GoldenRows(AnswerGoldenRows(dataset, trained, trainingRows));
        try
        {
            return new PipelineDraft(dataset, trained, manifest, golden);
        }
        catch (PipelineFileException wrong)
        {
            throw new PackagingException($"the scoring pipeline cannot be made: {wrong.Message}", wrong);
        }
    }

    /// <summary>The file's bytes: the same for the same draft and card.</summary>
    /// <param name="draft">Everything but the card.</param>
    /// <param name="card">The card.</param>
    /// <param name="cancellationToken">Stops the proof between two blocks of rows.</param>
    /// <exception cref="PackagingException">The file, read back, answers something else.</exception>
    public static byte[] Pack(PipelineDraft draft, ModelCard card, CancellationToken cancellationToken)
    {
        byte[] file = StoredZip.Create(
        [
            (PipelineEntries.Manifest, JsonSerializer.SerializeToUtf8Bytes(draft.Manifest, PipelineJson.Default.PipelineManifest)),
            (PipelineEntries.Model, ModelCodec.Write(draft.Trained.Model)),
            (PipelineEntries.Golden, JsonSerializer.SerializeToUtf8Bytes(draft.Golden, PipelineJson.Default.GoldenRows)),
            (PipelineEntries.CardHtml, ModelCardHtml.Render(card)),
            (PipelineEntries.CardJson, ModelCardJson.Write(card)),
        ]);
        Prove(file, draft.Trained, draft.Dataset.RowCount, cancellationToken);
        return file;
    }

    /// <summary>Outputs of some rows, computed from the model in memory.</summary>
    public static double[] Predict(TrainedModel trained, ModelTask task, IReadOnlyList<int> rows) =>
        Outputs.FromMargins(Links.Of(task), Margins(trained, rows), trained.Model.MarginCount);

    private static double[] Margins(TrainedModel trained, IReadOnlyList<int> rows)
    {
        var features = trained.Plan.Matrix(rows);
        var margins = new double[rows.Count * trained.Model.MarginCount];
        trained.Model.ComputeMargins(features.Values, anyMissing: true, margins);
        return margins;
    }

    private static List<GoldenRow> AnswerGoldenRows(Dataset dataset, TrainedModel trained, IReadOnlyList<int> trainingRows)
    {
        int[] rows = GoldenRowSelection.Choose(dataset, trained.Plan, trainingRows);
        double[] margins = Margins(trained, rows);
        double[] outputs = Outputs.FromMargins(Links.Of(dataset.Task), margins, trained.Model.MarginCount);
        int marginCount = trained.Model.MarginCount;
        int outputCount = outputs.Length / rows.Length;
        return
        [
            .. rows.Select((row, i) => new GoldenRow(
                [.. trained.Plan.Columns.Select(column => Cell(dataset, column.Name, row))],
                margins[(i * marginCount)..((i + 1) * marginCount)],
                outputs[(i * outputCount)..((i + 1) * outputCount)])),
        ];
    }

    private static string? Cell(Dataset dataset, string column, int row)
    {
        int index = dataset.IndexOf(column);
        string text = TableCsv.Cell(dataset.Schema.Features[index], dataset.Features[index][row]);
        return text.Length == 0 ? null : text;
    }

    // Every row of the dataset, through the bytes that will be published.
    private static void Prove(byte[] file, TrainedModel trained, int rows, CancellationToken cancellationToken)
    {
        ScoringPipeline pipeline;
        try
        {
            pipeline = new ScoringPipeline(PipelineFileReader.Read(file));
        }
        catch (PipelineFileException unreadable)
        {
            throw new PackagingException($"the scoring pipeline file cannot be read back: {unreadable.Message}", unreadable);
        }

        if (GoldenCheck.FirstDifference(pipeline) is { } difference) throw new PackagingException(difference);
        foreach (int[] block in Enumerable.Range(0, rows).Chunk(RowsOfBlock))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Prove(pipeline, trained, block);
        }
    }

    private static void Prove(ScoringPipeline pipeline, TrainedModel trained, int[] rows)
    {
        double[] expected = Margins(trained, rows);
        var margins = new double[expected.Length];
        var outputs = new double[rows.Length * pipeline.OutputColumns.Count];
        pipeline.Score(trained.Plan.Cells(rows), outputs, margins);
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.DoubleToInt64Bits(expected[i]) == BitConverter.DoubleToInt64Bits(margins[i])) continue;
            throw new PackagingException(
                $"row {rows[i / trained.Model.MarginCount]}: the model answers {expected[i]:R}, the scoring pipeline file {margins[i]:R}");
        }
    }
}
