using Workflow.Scoring.Features;
using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;
using Workflow.Testing.Scoring;
using Workflow.Training.Onnx;
using Workflow.Training.Onnx.Messages;
using DataType = Workflow.Training.Onnx.Messages.TensorProto.Types.DataType;

namespace Workflow.Training.Tests.Onnx;

/// <summary>What stands in an exported model.</summary>
public sealed class OnnxExportTests
{
    [Fact]
    public void Write_TheSamePipelineAgain_GivesTheSameBytes()
    {
        for (ulong seed = 0; seed < 50; seed++) Assert.Equal(Export(seed), Export(seed));

        static byte[] Export(ulong seed)
        {
            var numbers = new SeededNumbers(seed);
            MarginModel model = RandomModels.Any(numbers);
            while (model.MarginCount == 2) model = RandomModels.Any(numbers);
            return OnnxExport.Write(RandomPipelines.Around(numbers, model).ToPipeline());
        }
    }

    [Fact]
    public void Write_Columns_AreInputsOfTheirNames()
    {
        GraphProto graph = Read(SamplePipelines.Binary()).Graph;

        Assert.Equal(["temperature", "pressure", "mode"], graph.Input.Select(input => input.Name));
        Assert.Equal([DataType.Double, DataType.Double, DataType.String], graph.Input.Select(input => (DataType)input.Type.TensorType.ElemType));
        Assert.All(graph.Input, input => Assert.Equal(["rows", "1"], Shape(input)));
        Assert.Equal("a number in °C, -5 to 8.5 in training; NaN where it is missing", graph.Input[0].DocString);
        Assert.Equal("a text; the empty text where it is missing", graph.Input[2].DocString);
    }

    [Theory]
    [InlineData(ModelTask.Binary, "label int64 rows, probabilities float rows 2")]
    [InlineData(ModelTask.Multiclass, "label int64 rows, probabilities float rows 3")]
    [InlineData(ModelTask.Regression, "prediction float rows 1")]
    public void Write_Outputs_FitTheTask(ModelTask task, string expected)
    {
        IEnumerable<string> outputs = Read(SamplePipelines.Of(task)).Graph.Output.Select(
            output => $"{output.Name} {((DataType)output.Type.TensorType.ElemType).ToString().ToLowerInvariant()} {string.Join(' ', Shape(output))}");

        Assert.Equal(expected, string.Join(", ", outputs));
    }

    [Theory]
    [InlineData("3", "20", "100", true)]
    [InlineData("003", "20", "100", false)]
    [InlineData("+3", "20", "100", false)]
    [InlineData("3", "20", "full", false)]
    [InlineData("3", "20", "100000000000000000000", false)]
    public void Write_Labels_AreNumbersWhereEveryClassIsOneToTheLetter(string first, string second, string third, bool areNumbers)
    {
        PipelineDraft draft = SamplePipelines.Multiclass();
        draft = draft with { Manifest = draft.Manifest with { Classes = [new(first, null), new(second, null), new(third, null)] } };

        Assert.Equal(areNumbers ? DataType.Int64 : DataType.String, (DataType)Read(draft).Graph.Output[0].Type.TensorType.ElemType);
    }

    [Fact]
    public void Write_AColumnNamedLikeAnOutput_KeepsItsName()
    {
        PipelineDraft draft = SamplePipelines.Regression();
        draft = draft with
        {
            Manifest = draft.Manifest with
            {
                Columns = [.. draft.Manifest.Columns.Select(column => column.Name == "pressure" ? column with { Name = "prediction" } : column)],
                Features = [.. draft.Manifest.Features.Select(step => step.Column == "pressure" ? step with { Column = "prediction" } : step)],
            },
        };

        GraphProto graph = Read(draft).Graph;

        Assert.Equal("prediction", graph.Input[1].Name);
        Assert.Equal("prediction_2", Assert.Single(graph.Output).Name);
    }

    [Fact]
    public void Write_Metadata_TellsWhereTheModelComesFrom()
    {
        PipelineDraft draft = SamplePipelines.Binary();
        draft = draft with { Manifest = draft.Manifest with { Threshold = 0.25 } };
        ModelProto model = Read(draft);
        Dictionary<string, string> told = model.MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);

        Assert.Equal("Tells the probability of each class of state (sample, learner sample; trained on SIMULATED DATA).", model.DocString);
        Assert.Equal(draft.ToPipeline().ModelId.ToString(), told["model_id"]);
        Assert.Equal(new string('0', 64), told["pipeline_sha256"]);
        Assert.Equal("""["0","1"]""", told["classes"]);
        Assert.Equal("""["temperature","pressure","mode"]""", told["columns"]);
        Assert.Equal("""["temperature","pressure","mode=eco","mode=übrig"]""", told["features"]);
        Assert.Equal(("binary", "state", "0.25", "true"), (told["task"], told["target"], told["threshold"], told["simulated"]));
    }

    [Fact]
    public void Write_AModelBeyondWhatAFileHolds_IsRefusedBeforeItIsCopied()
    {
        const int Classes = 65_535, Leaves = 2000;
        PipelineDraft draft = SamplePipelines.Multiclass();
        draft = draft with
        {
            Model = Chain(Classes, Leaves),
            Manifest = draft.Manifest with { Classes = [.. Enumerable.Range(0, Classes).Select(i => new TargetClass($"{i}", null))] },
            Golden = new([new(new string?[3], new double[Classes], new double[Classes])]),
        };

        var refused = Assert.Throws<OnnxExportException>(() => OnnxExport.Write(draft.ToPipeline()));

        Assert.Equal(
            "this model needs up to 2.4 GB in ONNX, and one file holds 2.1 GB. Take the scoring pipeline file (workflow export pipeline),"
            + " or train a smaller model (train.interpretability)",
            refused.Message);
    }

    [Fact]
    public void Write_AnUnknownKindOfFeature_IsRefusedByName()
    {
        PipelineDraft draft = SamplePipelines.Binary();
        draft = draft with { Manifest = draft.Manifest with { Features = [draft.Manifest.Features[0] with { Kind = (FeatureKind)99 }, .. draft.Manifest.Features.Skip(1)] } };

        var refused = Assert.Throws<OnnxExportException>(() => OnnxExport.Write(draft.ToPipeline()));

        Assert.Equal("feature 'temperature' is of kind 99, which cannot be exported; use the scoring pipeline file", refused.Message);
    }

    private static ModelProto Read(PipelineDraft draft) => ModelProto.Parser.ParseFrom(OnnxExport.Write(draft.ToPipeline()));

    private static IEnumerable<string> Shape(ValueInfoProto value) => value.Type.TensorType.Shape.Dim.Select(dimension => dimension.HasDimParam ? dimension.DimParam : $"{dimension.DimValue}");

    // One tree whose leaves hang on a chain of splits and share one row of the table.
    private static ForestModel Chain(int classes, int leaves)
    {
        var nodes = new TreeNode[(2 * leaves) - 1];
        for (int i = 0; i < nodes.Length; i++) nodes[i] = i % 2 == 1 || i == nodes.Length - 1 ? TreeNode.Leaf(i) : TreeNode.Split(0, i, i + 1, missingGoesRight: false);
        var row = new float[classes];
        row[0] = 1;
        return new ForestModel(4, classes, [0, nodes.Length], nodes, new float[nodes.Length], new int[nodes.Length], row, floor: 1e-9);
    }
}
