using Google.Protobuf;
using Workflow.Scoring;
using Workflow.Training.Onnx.Messages;

namespace Workflow.Training.Onnx;

/// <summary>
/// Writes a scoring pipeline as an ONNX model: every feature step, every kind of model, its calibration and the decision for a class, in
/// operators of opset 15 and ai.onnx.ml 3. What the model says of a row differs from what the scoring runtime says by rounding alone.
/// </summary>
public static class OnnxExport
{
    private const int IrVersion = 8;
    private const int OpsetVersion = 15;
    private const int MachineLearningVersion = 3;

    /// <summary>Exports a pipeline: the same bytes for the same pipeline.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <returns>The bytes of the <c>.onnx</c> file.</returns>
    /// <exception cref="OnnxExportException">Its model needs more than an ONNX file can hold.</exception>
    public static byte[] Write(ScoringPipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        OnnxSizeCheck.Run(pipeline.Model);
        var graph = new OnnxGraph(pipeline.Manifest.Name);
        string cells = InputNodes.Add(graph, pipeline.InputColumns);
        string features = FeatureNodes.Add(graph, cells, pipeline.InputColumns, pipeline.Manifest.Features);
        string margins = ModelNodes.Add(graph, features, pipeline.Model);
        OutputNodes.Add(graph, margins, pipeline.Manifest);
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "Workflow",
            ProducerVersion = typeof(OnnxExport).Assembly.GetName().Version!.ToString(3),
            DocString = OnnxMetadata.Describe(pipeline),
            Graph = graph.ToProto(),
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = string.Empty, Version = OpsetVersion });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = OnnxGraph.MachineLearning, Version = MachineLearningVersion });
        model.MetadataProps.Add(OnnxMetadata.Entries(pipeline));
        return model.ToByteArray();
    }
}
