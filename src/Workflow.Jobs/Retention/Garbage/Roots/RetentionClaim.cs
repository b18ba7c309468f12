namespace Workflow.Jobs.Retention.Garbage.Roots;

/// <summary>That a version stays.</summary>
/// <param name="PipelineSha256">Digest of its scoring pipeline file.</param>
/// <param name="Reason">Why, in words that follow its name: <c>serves cooling-prod</c>.</param>
public sealed record RetentionClaim(string PipelineSha256, string Reason)
{
    /// <summary>The model; null for whichever has that scoring pipeline file.</summary>
    public string? Model { get; init; }

    /// <summary>The image that is needed, by digest or reference, beside the one that is on record for the version; null for none.</summary>
    public string? Image { get; init; }

    /// <summary>Whether the image serves or may at any moment: it has to be at hand.</summary>
    public bool Serves { get; init; }
}
