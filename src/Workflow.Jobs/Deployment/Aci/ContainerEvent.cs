namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Something that Azure tells of a container or of its group.</summary>
/// <param name="Name">What kind of thing: <c>Pulling</c>, <c>Pulled</c>, <c>Failed</c>, <c>BackOff</c>, <c>Started</c>, <c>Unhealthy</c>, <c>Killing</c>.</param>
/// <param name="Message">Azure's words.</param>
/// <param name="Count">How often it has happened.</param>
/// <param name="LastTime">When it happened last, on Azure's clock; null where Azure does not say.</param>
public sealed record ContainerEvent(string Name, string Message, int Count, DateTimeOffset? LastTime);
