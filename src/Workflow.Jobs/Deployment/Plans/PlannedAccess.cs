using Workflow.Jobs.Deployment.Access;

namespace Workflow.Jobs.Deployment.Plans;

/// <summary>Tells whom a deployment will answer.</summary>
internal static class PlannedAccess
{
    private const string Kind = "api keys";

    /// <summary>What becomes of the keys; empty where there are none, before or after.</summary>
    public static IEnumerable<PlannedChange> Changes(DeploymentOrder order)
    {
        HandedKeys? now = order.Recorded?.Deployment?.Keys;
        ApiKeys keys = order.Request.Keys;
        string name = order.Request.Endpoint;
        if (order.Recorded?.Deployment is null || order.IsChallenger)
        {
            if (keys.AreAsked) yield return new PlannedChange(PlannedAction.Create, Kind, name, $"callers have to show one: {keys}");
        }
        else if (now != keys.Handed)
        {
            yield return keys.AreAsked
                ? new PlannedChange(PlannedAction.Change, Kind, name, $"api keys: changed; callers have to show one of the present ones: {keys}")
                : new PlannedChange(PlannedAction.Remove, Kind, name, "api keys: changed; there are none any more, and everybody who reaches it is answered");
        }
        else if (keys.AreAsked)
        {
            yield return new PlannedChange(PlannedAction.Keep, Kind, name, $"callers have to show one: {keys}");
        }
    }

    /// <summary>Warns of an address that everybody can reach where nobody has to show a key.</summary>
    public static IEnumerable<string> Warnings(DeploymentOrder order, PlatformPlan plan)
    {
        if (plan.Platform == PlatformNames.Aci && order.Environment.Aci is { Subnet: null } && !order.Request.Keys.AreAsked)
            yield return $"environment {order.Environment.Name} has a public address and no apiKeys: everybody on the internet is answered. Name keys (apiKeys: env:NAME) or a subnet";
    }
}
