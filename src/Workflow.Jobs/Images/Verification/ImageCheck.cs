using System.Text.Json.Serialization;

namespace Workflow.Jobs.Images.Verification;

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What it is, in a few words.</param>
/// <param name="Passed">Whether it is as it must be.</param>
/// <param name="Detail">What was found; for a failure, what was expected and what to do.</param>
public sealed record ImageCheck(string Name, bool Passed, string Detail)
{
    /// <summary>Whether it could not be looked at: it has not passed, and says nothing of what is there.</summary>
    [JsonIgnore]
    public bool IsUnread { get; init; }
}
