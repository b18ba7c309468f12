namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>What a second version at an endpoint is there for.</summary>
public enum TrafficRole
{
    /// <summary>It gets a share of the requests for as long as somebody wants: both are measured.</summary>
    Split,

    /// <summary>It gets more and more of the requests while it does well, and none from the moment that it does not.</summary>
    Canary,

    /// <summary>It gets copies of the requests; its answers are compared, and nobody sees them.</summary>
    Shadow,
}
