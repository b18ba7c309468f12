namespace Workflow.Jobs.Registry;

/// <summary>Where a version comes from that was made at another site.</summary>
/// <param name="Name">What it is called there: <c>model@7</c>.</param>
/// <param name="RunId">The run that made it there.</param>
public sealed record ImportedFrom(string Name, string RunId);
