namespace Workflow.Jobs.Retention.Garbage;

/// <summary>A version whose bytes go; its record stays.</summary>
/// <param name="Name">Its name: <c>model@7</c>.</param>
/// <param name="CreatedAt">When it was registered.</param>
public sealed record RemovedVersion(string Name, DateTimeOffset CreatedAt);
