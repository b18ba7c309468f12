using Workflow.Jobs.Deployment.Rehearsals;

namespace Workflow.Api.Contracts;

/// <summary>How going back from what an endpoint serves was last rehearsed.</summary>
/// <param name="Version">Name of the version that it would go back to.</param>
/// <param name="Image">Digest of its image's manifest.</param>
/// <param name="Seconds">From the decision until it was proven, started from its image; absent where it failed.</param>
/// <param name="Problem">Why it failed; absent where it did not.</param>
/// <param name="At">When it was rehearsed.</param>
/// <param name="LastGoodAt">When it last went well; absent for never.</param>
/// <param name="Left">What it could not take away again, and why, told once when it ends; absent where nothing is left. That is tried again.</param>
public sealed record RehearsalContract(string? Version, string? Image, double? Seconds, string? Problem, DateTimeOffset At, DateTimeOffset? LastGoodAt, string? Left = null)
{
    /// <summary>The contract of a rehearsal.</summary>
    public static RehearsalContract Of(Rehearsal rehearsal)
    {
        ArgumentNullException.ThrowIfNull(rehearsal);
        return new RehearsalContract(rehearsal.Version, rehearsal.ManifestDigest, rehearsal.Took?.TotalSeconds, rehearsal.Problem, rehearsal.At, rehearsal.LastGoodAt, rehearsal.Left);
    }
}
