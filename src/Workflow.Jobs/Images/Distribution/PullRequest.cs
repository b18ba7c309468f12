namespace Workflow.Jobs.Images.Distribution;

/// <summary>An image to be pulled.</summary>
/// <param name="Name">Which one.</param>
/// <param name="Platform">Which one of an index: operating system and architecture.</param>
/// <param name="WithReferrers">Whether what is about it comes along.</param>
public sealed record PullRequest(ImageName Name, string Platform = "linux/amd64", bool WithReferrers = false);
