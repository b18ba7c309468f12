using System.Text.Json;
using Workflow.Scorer.Rows;
using Workflow.Scoring;

namespace Workflow.Scorer.Inference;

/// <summary>
/// An output of the Open Inference Protocol: the class of each row under the target's name, one of the pipeline's outputs, or where the row lies.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it tells.</param>
/// <param name="Index">Which of the pipeline's outputs, where it is one.</param>
internal sealed record OutputTensor(string Name, OutputKind Kind, int Index = -1)
{
    /// <summary>Its datatype.</summary>
    public string Type => Kind switch
    {
        OutputKind.Class => "BYTES",
        OutputKind.IsOutside or OutputKind.OutsideColumns => "BOOL",
        _ => "FP64",
    };

    /// <summary>Whether the model makes it; where not, it follows from the cells alone.</summary>
    public bool IsScored => Kind is OutputKind.Class or OutputKind.Number;

    /// <summary>The outputs of a pipeline's model: class and probabilities, or the number. They are answered where a request names none.</summary>
    public static IEnumerable<OutputTensor> Scored(ScoringPipeline pipeline)
    {
        if (pipeline.TargetLabels.Count > 0) yield return new OutputTensor(pipeline.Manifest.Target, OutputKind.Class);
        for (int i = 0; i < pipeline.OutputColumns.Count; i++) yield return new OutputTensor(pipeline.OutputColumns[i], OutputKind.Number, i);
    }

    /// <summary>All outputs for which a request may ask: those, and where rows lie. Of two with the same name it gets the model's.</summary>
    public static IEnumerable<OutputTensor> All(ScoringPipeline pipeline) => Scored(pipeline).Concat(Envelope(pipeline)).DistinctBy(output => output.Name, StringComparer.Ordinal);

    /// <summary>Its shape.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="rows">Number of rows; -1 for any.</param>
    public long[] Shape(ScoringPipeline pipeline, int rows) => Kind == OutputKind.OutsideColumns ? [rows, pipeline.InputColumns.Count] : [rows];

    /// <summary>Writes its value for each row.</summary>
    /// <param name="json">The writer; it stands in a list.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="outputs">All outputs, row by row.</param>
    public void WriteScored(Utf8JsonWriter json, ScoringPipeline pipeline, ReadOnlySpan<double> outputs)
    {
        for (int width = pipeline.OutputColumns.Count; !outputs.IsEmpty; outputs = outputs[width..])
        {
            if (Kind == OutputKind.Class) json.WriteStringValue(pipeline.TargetLabels[pipeline.Decide(outputs[..width])]);
            else json.WriteNumberValue(outputs[Index]);
        }
    }

    /// <summary>Writes for each row where it lies.</summary>
    /// <param name="json">The writer; it stands in a list.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="cells">The cells, row by row.</param>
    public void WritePlaces(Utf8JsonWriter json, ScoringPipeline pipeline, ReadOnlySpan<double> cells)
    {
        for (var rows = new EnvelopeCursor(pipeline, cells); rows.Next();)
        {
            if (Kind == OutputKind.IsOutside) json.WriteBooleanValue(rows.IsOutside);
            else if (Kind == OutputKind.Distance) json.WriteNumberValue(rows.Distance);
            else foreach (bool isOutside in rows.Columns) json.WriteBooleanValue(isOutside);
        }
    }

    private static IEnumerable<OutputTensor> Envelope(ScoringPipeline pipeline)
    {
        if (pipeline.Envelope is not { } envelope) yield break;
        yield return new OutputTensor("envelope.outside", OutputKind.IsOutside);
        yield return new OutputTensor("envelope.columns", OutputKind.OutsideColumns);
        if (envelope.Joint is not null) yield return new OutputTensor("envelope.distance", OutputKind.Distance);
    }
}
