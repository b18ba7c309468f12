namespace Workflow.Jobs.Retention.Garbage;

/// <summary>A version that stays.</summary>
/// <param name="Name">Its name: <c>model@7</c>.</param>
/// <param name="Reasons">Why, in words.</param>
public sealed record KeptVersion(string Name, IReadOnlyList<string> Reasons);
