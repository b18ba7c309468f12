using System.Text.Json;
using Workflow.Scoring;

namespace Workflow.Scorer.Responses;

/// <summary>Writes scored rows as objects: the class under the target's name, then the probability of each class; of numbers the number.</summary>
internal sealed class RecordWriter(ScoringPipeline pipeline)
{
    /// <summary>Writes an object for each row.</summary>
    /// <param name="json">The writer; it stands in a list.</param>
    /// <param name="outputs">The outputs, row by row.</param>
    public void Write(Utf8JsonWriter json, ReadOnlySpan<double> outputs)
    {
        for (int width = pipeline.OutputColumns.Count; !outputs.IsEmpty; outputs = outputs[width..]) WriteRow(json, outputs[..width]);
    }

    /// <summary>Writes the members of a row's object.</summary>
    /// <param name="json">The writer; it stands in an object.</param>
    /// <param name="outputs">The outputs of the row.</param>
    public void WriteMembers(Utf8JsonWriter json, ReadOnlySpan<double> outputs)
    {
        if (pipeline.Decide(outputs) is >= 0 and var decided) json.WriteString(pipeline.Manifest.Target, pipeline.TargetLabels[decided]);
        for (int i = 0; i < outputs.Length; i++) json.WriteNumber(pipeline.OutputColumns[i], outputs[i]);
    }

    private void WriteRow(Utf8JsonWriter json, ReadOnlySpan<double> outputs)
    {
        json.WriteStartObject();
        WriteMembers(json, outputs);
        json.WriteEndObject();
    }
}
