using System.Text.Json;
using Workflow.Scoring;
using Workflow.Scoring.Format;
using Workflow.Scoring.Models;
using Workflow.Training.Datasets;
using Workflow.Training.Features;
using Workflow.Training.Files;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Learners.XGBoost.Native;
using Workflow.Training.Onnx;
using Workflow.Training.Packaging;

namespace Workflow.Bench.Scoring;

/// <summary>A model of 300 boosted trees in every form in which a runtime takes it, and rows to score.</summary>
internal sealed class BenchModel
{
    private const int Trees = 300;
    private static readonly string NoDigest = new('0', 64);

    private BenchModel(byte[] file, byte[] booster, double[] cells)
    {
        File = file;
        Pipeline = new ScoringPipeline(PipelineFileReader.Read(file));
        Booster = booster;
        Cells = cells;
        var model = (TreeEnsemble)Pipeline.Model;
        TreeCount = model.TreeCount;
        NodesPerTree = (double)model.Nodes.Length / model.TreeCount;
    }

    /// <summary>The scoring pipeline file.</summary>
    public byte[] File { get; }

    /// <summary>The scoring pipeline.</summary>
    public ScoringPipeline Pipeline { get; }

    /// <summary>XGBoost's own file, JSON.</summary>
    public byte[] Booster { get; }

    /// <summary>The model as ONNX.</summary>
    public byte[] Onnx => OnnxExport.Write(Pipeline);

    /// <summary>Rows of cells as a caller would send them.</summary>
    public double[] Cells { get; }

    /// <summary>Cells of a row.</summary>
    public int Width => Pipeline.InputColumns.Count;

    /// <summary>Number of rows.</summary>
    public int RowCount => Cells.Length / Width;

    /// <summary>Number of trees.</summary>
    public int TreeCount { get; }

    /// <summary>Nodes of a tree, leaves included, on average.</summary>
    public double NodesPerTree { get; }

    /// <summary>Trains one of depth 6 on all columns and rows of a dataset.</summary>
    public static BenchModel Train(Dataset dataset)
    {
        int[] rows = [.. Enumerable.Range(0, dataset.RowCount)];
        FeaturePlan plan = FeaturePlan.Create(dataset, new HashSet<string>(StringComparer.Ordinal), rows);
        FeatureMatrix matrix = plan.Matrix(rows);
        var parameters = new XGBoostParameters { MaxDepth = 6, Eta = 0.05, Lambda = 1, MinChildWeight = 0 };
        using DMatrix native = DMatrix.Create(matrix);
        using var booster = new Booster(parameters.ToTexts(), native);
        for (int round = 0; round < Trees / matrix.MarginCount; round++) booster.Update(round, native);
        var trained = new TrainedModel(plan, XGBoostModel.Read(booster, native), new LearnerSummary("xgboost", null, parameters.ToTexts()));
        PipelineDraft draft = PipelinePackager.Draft($"bench-{dataset.Schema.Target.Replace('_', '-')}", dataset, trained, rows, LineageOf(dataset));
        return new BenchModel(Pack(draft.Manifest, trained.Model, draft), booster.SaveJson(), plan.Cells(rows));
    }

    /// <summary>The same pipeline file without its envelope.</summary>
    public byte[] WithoutEnvelope() => Zip(Pipeline.Manifest with { Envelope = null }, Pipeline.Model, JsonSerializer.SerializeToUtf8Bytes(Pipeline.Golden, PipelineJson.Default.GoldenRows));

    private static byte[] Pack(PipelineManifest manifest, MarginModel model, PipelineDraft draft) =>
        Zip(manifest, model, JsonSerializer.SerializeToUtf8Bytes(draft.Golden, PipelineJson.Default.GoldenRows));

    private static byte[] Zip(PipelineManifest manifest, MarginModel model, byte[] golden) => StoredZip.Create(
    [
        (PipelineEntries.Manifest, JsonSerializer.SerializeToUtf8Bytes(manifest, PipelineJson.Default.PipelineManifest)),
        (PipelineEntries.Model, ModelCodec.Write(model)),
        (PipelineEntries.Golden, golden),
        (PipelineEntries.CardHtml, "<!DOCTYPE html><title>Benchmark</title>"u8.ToArray()),
        (PipelineEntries.CardJson, "{}"u8.ToArray()),
    ]);

    private static Lineage LineageOf(Dataset dataset) => new()
    {
        Recipe = dataset.Schema.Recipe,
        RecipeSha256 = dataset.Schema.RecipeSha256,
        DatasetSha256 = NoDigest,
        SourceSha256 = NoDigest,
        Simulated = dataset.Schema.Simulated,
        SplitSha256 = NoDigest,
        ParametersSha256 = NoDigest,
        CodeVersion = "benchmark",
        TrainingRows = dataset.RowCount,
        TestRows = 0,
    };
}
