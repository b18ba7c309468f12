namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What it is, in a few words.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Detail">What was found; where it is not proven, what was expected.</param>
public sealed record ProofCheck(string Name, ProofOutcome Outcome, string Detail)
{
    /// <summary>It is as it was deployed.</summary>
    public static ProofCheck Proven(string name, string detail) => new(name, ProofOutcome.Proven, detail);

    /// <summary>It could not be looked at.</summary>
    public static ProofCheck Unknown(string name, string detail) => new(name, ProofOutcome.Unknown, detail);

    /// <summary>It is something else.</summary>
    public static ProofCheck Refuted(string name, string detail) => new(name, ProofOutcome.Refuted, detail);

    /// <summary>Proven where two texts are the same, else refuted.</summary>
    public static ProofCheck Compare(string name, string expected, string found) =>
        expected == found ? Proven(name, found) : Refuted(name, $"{found}; deployed was {expected}");
}
