namespace Workflow.Jobs.Deployment.Plans;

/// <summary>One thing that a deployment will do.</summary>
/// <param name="Action">What it does.</param>
/// <param name="Kind">With what kind of thing: <c>image</c>, <c>container</c>, <c>process</c>, <c>endpoint</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Detail">What it is, or becomes.</param>
public sealed record PlannedChange(PlannedAction Action, string Kind, string Name, string Detail);
