namespace Workflow.Jobs.Runs;

/// <summary>The data of a run.</summary>
/// <param name="Origin">The source that served.</param>
/// <param name="Simulated">Whether the simulator made it.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Sha256">Digest of the dataset artifact.</param>
/// <param name="PassedOver">Sources that did not serve, and why.</param>
public sealed record RunDataset(string Origin, bool Simulated, int Rows, string Sha256, IReadOnlyList<string> PassedOver)
{
    /// <summary>Rows of the source that were left out because they repeat an earlier one.</summary>
    public int RepeatsLeftOut { get; init; }
}
