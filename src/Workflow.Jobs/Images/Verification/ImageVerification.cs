using System.Text.Json.Serialization;

namespace Workflow.Jobs.Images.Verification;

/// <summary>What came of verifying an image.</summary>
/// <param name="ManifestDigest">Digest of its manifest.</param>
/// <param name="Checks">Everything that was looked at, in order.</param>
public sealed record ImageVerification(string ManifestDigest, IReadOnlyList<ImageCheck> Checks)
{
    /// <summary>Whether all is as it must be.</summary>
    public bool Passed => Checks.All(check => check.Passed);

    /// <summary>Whether nothing is wrong but what could not be looked at.</summary>
    [JsonIgnore]
    public bool IsUnread => !Passed && Checks.All(check => check.Passed || check.IsUnread);

    /// <summary>What is not as it must be, in one text; null where all is.</summary>
    public string? Failure => Passed ? null : string.Join("; ", Checks.Where(check => !check.Passed).Select(check => $"{check.Name}: {check.Detail}"));
}
