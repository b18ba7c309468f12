namespace Workflow.Jobs.Images.Attestations;

/// <summary>What is said of an image, by the type of the statement.</summary>
public static class PredicateTypes
{
    /// <summary>Where it comes from: SLSA provenance, version 1.</summary>
    public const string Provenance = "https://slsa.dev/provenance/v1";

    /// <summary>What is in it: a bill of materials in SPDX 2.3.</summary>
    public const string Sbom = "https://spdx.dev/Document/v2.3";

    /// <summary>What it was locked to: digests of every part, and how to make it again.</summary>
    public const string Lock = "urn:workflow:image-lock:v1";

    /// <summary>All of them: an image is whole with one statement of each.</summary>
    public static IReadOnlyList<string> All { get; } = [Provenance, Sbom, Lock];
}
