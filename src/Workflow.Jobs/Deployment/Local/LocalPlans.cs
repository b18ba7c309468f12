using Workflow.Jobs.Deployment.Plans;

namespace Workflow.Jobs.Deployment.Local;

/// <summary>Tells what a deployment on this machine will do.</summary>
internal static class LocalPlans
{
    /// <summary>The changes where a second version comes beside what serves.</summary>
    public static IReadOnlyList<PlannedChange> Beside(PlannedPlace place, DeploymentOrder order) =>
    [
        New(place, order.Request),
        .. place.Old.Where(old => old != place.Warm).Select(old => AsideOf(place, old)),
        EndpointChange.Beside(order),
    ];

    /// <summary>The changes, in the order in which they are made.</summary>
    public static IReadOnlyList<PlannedChange> Of(PlannedPlace place, DeploymentRequest deployment) => place.Current is { } current
        ?
        [
            new PlannedChange(PlannedAction.Keep, "endpoint", deployment.Endpoint, $"serves {deployment.Name} on {current.Url} already"),
            .. place.Outdated is { } outdated ? (PlannedChange[])[new PlannedChange(PlannedAction.Remove, "deployment", $"{outdated.Platform} {Short(outdated.Id)}", $"what served before, on port {outdated.Port}: it takes other API keys")] : [],
        ]
        :
        [
            New(place, deployment),
            .. place.Old.Where(old => old != place.Warm).Select(old => Old(place, old)),
            EndpointChange.Of(place.Recorded, deployment, $"http://127.0.0.1:{place.Warm?.Port ?? place.Port}"),
        ];

    private static PlannedChange New(PlannedPlace place, DeploymentRequest deployment)
    {
        PlannedResource resource = place.Host.Describe(deployment.Endpoint, place.Settings, place.Port);
        return place.Warm is { } warm
            ? new PlannedChange(PlannedAction.Keep, "deployment", $"{warm.Platform} {Short(warm.Id)}", $"{deployment.Name} still runs, on port {warm.Port}: it serves again without a start")
            : new PlannedChange(PlannedAction.Create, resource.Kind, resource.Name, resource.ToString());
    }

    private static PlannedChange AsideOf(PlannedPlace place, DeploymentHandle old)
    {
        EndpointRecord? now = place.Recorded;
        string name = $"{old.Platform} {Short(old.Id)}";
        if (old == now?.Deployment) return new PlannedChange(PlannedAction.Keep, "deployment", name, $"{EndpointChange.Served(now)}, on port {old.Port}, goes on serving");
        if (old == now?.Previous?.Handle) return new PlannedChange(PlannedAction.Keep, "deployment", name, $"what served before, on port {old.Port}, stays warm");
        string what = old == now?.Challenger?.Handle ? $"the second version of now, {now.Challenger.Version}" : "what an earlier deployment has left";
        return new PlannedChange(PlannedAction.Remove, "deployment", name, $"{what}, on port {old.Port}, once the new one has proven itself");
    }

    private static PlannedChange Old(PlannedPlace place, DeploymentHandle old)
    {
        EndpointRecord? now = place.Recorded;
        string name = $"{old.Platform} {Short(old.Id)}";
        bool isServing = old == now?.Deployment;
        string what = isServing ? EndpointChange.Served(now) : old == now?.Previous?.Handle ? "what served before" : "what an earlier deployment has left";
        if (old == place.Kept?.Handle)
        {
            string kept = isServing ? "goes on running and is what a rollback goes back to" : "stays warm";
            return new PlannedChange(PlannedAction.Keep, "deployment", name, $"{what}, on port {old.Port}, {kept}");
        }

        return new PlannedChange(PlannedAction.Remove, "deployment", name, $"{what}, on port {old.Port}, once the new one has proven itself beside it");
    }

    private static string Short(string id) => id.Length > 12 ? id[..12] : id;
}
