using Workflow.Scoring.Models;
using Workflow.Testing.Onnx;
using Workflow.Testing.Scoring;
using Workflow.Training.Onnx;

namespace Workflow.Training.Tests.Onnx;

/// <summary>Random models of every kind, exported; checked and scored once for all tests.</summary>
public sealed class ExportedModels : IAsyncLifetime
{
    private const int ModelsPerKind = 40;
    private readonly List<(string Kind, OnnxCase Case)> _cases = [];
    private IReadOnlyList<IReadOnlyDictionary<string, OnnxOutput>> _answers = [];

    /// <summary>Makers of models by the name of their kind.</summary>
    private static readonly Dictionary<string, Func<SeededNumbers, MarginModel>> Kinds = new(StringComparer.Ordinal)
    {
        ["constant"] = numbers => new ConstantModel(numbers.Between(1, 12), [.. Enumerable.Range(0, numbers.Between(1, 5)).Select(_ => numbers.Between(-4.0, 4.0))]),
        ["linear"] = RandomModels.Linear,
        ["trees"] = numbers => RandomModels.Trees(numbers).Flatten(),
        ["forest"] = numbers => RandomModels.Forest(numbers).Flatten(),
        ["calibrated"] = numbers => RandomModels.Calibrated(numbers, numbers.Between(1, 12), numbers.Between(1, 5)),
        ["ensemble"] = RandomModels.Ensemble,
        ["mixture"] = RandomModels.Mixture,
    };

    /// <summary>Names of the kinds.</summary>
    public static IEnumerable<string> KindNames => Kinds.Keys;

    /// <summary>What the checker of the Python package onnx says; empty where every model is right.</summary>
    public string Complaints { get; private set; } = string.Empty;

    /// <summary>Every model of a kind with its answer.</summary>
    public IEnumerable<(OnnxCase Case, IReadOnlyDictionary<string, OnnxOutput> Answer)> Of(string kind) =>
        _cases.Zip(_answers).Where(pair => pair.First.Kind == kind).Select(pair => (pair.First.Case, pair.Second));

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        foreach ((string kind, Func<SeededNumbers, MarginModel> make) in Kinds)
        {
            for (int i = 0; i < ModelsPerKind; i++) _cases.Add((kind, Case(new SeededNumbers((ulong)i), make)));
        }

        OnnxCase[] cases = [.. _cases.Select(one => one.Case)];
        Complaints = await OnnxPeers.CheckAsync(cases, TestContext.Current.CancellationToken);
        _answers = await OnnxPeers.ScoreAsync(cases, threads: 1, TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // No task has two margins. One row and many take other ways through ONNX Runtime.
    private static OnnxCase Case(SeededNumbers numbers, Func<SeededNumbers, MarginModel> make)
    {
        MarginModel model = make(numbers);
        while (model.MarginCount == 2) model = make(numbers);
        var pipeline = RandomPipelines.Around(numbers, model).ToPipeline();
        int rows = numbers.Chance(0.2) ? 1 : numbers.Between(2, 120);
        return new OnnxCase(OnnxExport.Write(pipeline), pipeline, RandomPipelines.Rows(numbers, pipeline.InputColumns, rows));
    }
}
