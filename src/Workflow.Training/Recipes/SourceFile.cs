namespace Workflow.Training.Recipes;

/// <summary>A source that is ready to be read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Sha256">Digest of its bytes.</param>
/// <param name="Simulated">Whether the simulator made it.</param>
public sealed record SourceFile(string Path, string Sha256, bool Simulated);
