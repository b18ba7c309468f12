namespace Workflow.Jobs.Steps.Ingest;

/// <summary>Where a dataset came from.</summary>
/// <param name="Origin">The source that served, for example <c>mirror uci447-1hz.zip</c>.</param>
/// <param name="PassedOver">The sources before it, and why each of them did not serve.</param>
/// <param name="SourceSha256">Digest of the source's bytes.</param>
/// <param name="Simulated">Whether the simulator made them.</param>
/// <param name="Rows">Rows of the dataset.</param>
/// <param name="Columns">Feature columns of the dataset.</param>
public sealed record IngestReport(
    string Origin, IReadOnlyList<string> PassedOver, string SourceSha256, bool Simulated, int Rows, int Columns)
{
    /// <summary>Rows of the source that were left out because they repeat an earlier one.</summary>
    public int RepeatsLeftOut { get; init; }
}
