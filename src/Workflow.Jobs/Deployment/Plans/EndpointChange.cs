namespace Workflow.Jobs.Deployment.Plans;

/// <summary>Tells what becomes of an endpoint.</summary>
internal static class EndpointChange
{
    /// <summary>From what it serves now to what it will serve.</summary>
    public static PlannedChange Of(EndpointRecord? now, DeploymentRequest deployment, string url)
    {
        if (now is null) return new PlannedChange(PlannedAction.Create, "endpoint", deployment.Endpoint, $"serves {deployment.Name} on {url}");
        string from = now.Deployment is null ? "nothing" : $"{Served(now)} on {now.Url}";
        return new PlannedChange(PlannedAction.Change, "endpoint", deployment.Endpoint, $"from {from} to {deployment.Name} on {url}");
    }

    /// <summary>What serves goes on, and a second version gets its share.</summary>
    public static PlannedChange Beside(DeploymentOrder order)
    {
        string beside = order.Traffic is { } traffic ? $"{order.Request.Name} runs beside it: {traffic}" : $"{order.Request.Name} gets its share beside it";
        return new PlannedChange(PlannedAction.Change, "endpoint", order.Request.Endpoint, $"{Served(order.Recorded)} goes on serving, and {beside}");
    }

    /// <summary>Name of the version that an endpoint serves now.</summary>
    public static string Served(EndpointRecord? now) => now is null ? "nothing" : $"{now.Pipeline}@{now.Version}";
}
