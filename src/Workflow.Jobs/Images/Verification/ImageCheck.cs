namespace Workflow.Jobs.Images.Verification;

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What it is, in a few words.</param>
/// <param name="Passed">Whether it is as it must be.</param>
/// <param name="Detail">What was found; for a failure, what was expected and what to do.</param>
public sealed record ImageCheck(string Name, bool Passed, string Detail);
