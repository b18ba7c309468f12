using System.Text.Json;
using Workflow.Scoring;

namespace Workflow.Scorer.Inference;

/// <summary>An output of the Open Inference Protocol: the class of each row under the target's name, or one of the pipeline's outputs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Index">Index of the pipeline's output; -1 for the class.</param>
internal sealed record OutputTensor(string Name, int Index)
{
    /// <summary>Its datatype.</summary>
    public string Type => Index < 0 ? "BYTES" : "FP64";

    /// <summary>All outputs of a pipeline: class and probabilities, or the number.</summary>
    public static IEnumerable<OutputTensor> Of(ScoringPipeline pipeline)
    {
        if (pipeline.TargetLabels.Count > 0) yield return new OutputTensor(pipeline.Manifest.Target, -1);
        for (int i = 0; i < pipeline.OutputColumns.Count; i++) yield return new OutputTensor(pipeline.OutputColumns[i], i);
    }

    /// <summary>Writes its value for each row.</summary>
    /// <param name="json">The writer; it stands in a list.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="outputs">All outputs, row by row.</param>
    public void Write(Utf8JsonWriter json, ScoringPipeline pipeline, ReadOnlySpan<double> outputs)
    {
        for (int width = pipeline.OutputColumns.Count; !outputs.IsEmpty; outputs = outputs[width..])
        {
            if (Index < 0) json.WriteStringValue(pipeline.TargetLabels[pipeline.Decide(outputs[..width])]);
            else json.WriteNumberValue(outputs[Index]);
        }
    }
}
