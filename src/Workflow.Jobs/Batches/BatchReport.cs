using System.Text.Json.Serialization;

namespace Workflow.Jobs.Batches;

/// <summary>What a run has made of files.</summary>
/// <param name="Outputs">The outputs, in the order of the files.</param>
public sealed record BatchReport(IReadOnlyList<BatchResult> Outputs)
{
    /// <summary>Rows that were scored, in all outputs.</summary>
    [JsonIgnore]
    public long Scored => Outputs.Sum(output => output.Summary.Scored);

    /// <summary>Rows that could not be, in all outputs.</summary>
    [JsonIgnore]
    public long Wrong => Outputs.Sum(output => output.Summary.Wrong);
}
