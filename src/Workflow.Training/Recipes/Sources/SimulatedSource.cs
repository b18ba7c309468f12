namespace Workflow.Training.Recipes.Sources;

/// <summary>A source made by a built-in simulator. What is trained on it says so everywhere.</summary>
/// <param name="Simulator">Name of the simulator.</param>
/// <param name="Seed">Its seed: the same seed makes the same bytes.</param>
/// <param name="Cycles">Rows to simulate.</param>
/// <param name="Native">Whether sensors are sampled at their native rates instead of once a second.</param>
public sealed record SimulatedSource(string Simulator, long Seed, int Cycles, bool Native) : SourceDefinition
{
    /// <inheritdoc/>
    public override string Description => $"simulator {Simulator}, seed {Seed}";
}
