namespace Workflow.Jobs.Batches;

/// <summary>One output that is to be made.</summary>
/// <param name="Version">The version that scores, model@7.</param>
/// <param name="Inputs">The files, by their absolute paths, in order.</param>
/// <param name="Output">The output, by its absolute path.</param>
internal sealed record BatchOrder(string Version, IReadOnlyList<string> Inputs, string Output)
{
    /// <summary>Fields of the input that are given back.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>Whether contributions are given.</summary>
    public bool HasContributions { get; init; }

    /// <summary>How many rows may be wrong.</summary>
    public required ErrorLimit MostErrors { get; init; }

    /// <summary>What becomes of an output that is there already.</summary>
    public ExistingOutput Existing { get; init; }
}
