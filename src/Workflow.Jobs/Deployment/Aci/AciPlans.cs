using System.Globalization;
using Workflow.Jobs.Deployment.Plans;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Tells what a deployment to Azure Container Instances will do.</summary>
internal static class AciPlans
{
    /// <summary>The changes, in the order in which they are made.</summary>
    /// <param name="order">What is to run.</param>
    /// <param name="spec">The group that it will be.</param>
    /// <param name="there">The groups that the endpoint has now.</param>
    public static IReadOnlyList<PlannedChange> Of(DeploymentOrder order, ContainerGroupSpec spec, IReadOnlyList<ContainerGroupState> there)
    {
        ContainerGroupState? same = there.FirstOrDefault(group => group.Name == spec.Address.Name);
        bool isKept = same?.SpecHash == ContainerGroupBody.HashOf(spec) && !same.IsStopped && !spec.IsRenewed;
        PlannedAction action = isKept ? PlannedAction.Keep : same is null ? PlannedAction.Create : PlannedAction.Change;
        return
        [
            new PlannedChange(isKept ? PlannedAction.Keep : PlannedAction.Create, "image", spec.Image, "pushed with its signed statements; what the registry has is not sent again"),
            new PlannedChange(action, "container group", spec.Address.Name, isKept ? $"is so already: {Resource(spec)}" : $"{Resource(spec)}{(same is { IsStopped: true } ? "; it was stopped and starts again" : string.Empty)}"),
            .. there.Where(group => group != same).Select(group => Other(order, spec, group)),
            order.IsChallenger ? EndpointChange.Beside(order)
                : isKept ? new PlannedChange(PlannedAction.Keep, "endpoint", order.Request.Endpoint, $"serves {order.Request.Name}")
                : EndpointChange.Of(order.Recorded, order.Request, Url(spec)),
        ];
    }

    private static PlannedResource Resource(ContainerGroupSpec spec) => new("container group", spec.Address.Name)
    {
        Cpu = string.Create(CultureInfo.InvariantCulture, $"{spec.Cpu:0.###} cpu"),
        Memory = string.Create(CultureInfo.InvariantCulture, $"{spec.MemoryInGB:0.#} GB of memory"),
        Port = string.Create(CultureInfo.InvariantCulture, $"port {string.Join(", ", spec.Ports)} in {spec.Region}, resource group {spec.Address.ResourceGroup}"),
        Identity = spec.Identity is { } identity ? $"identity {identity.Split('/')[^1]}" : "no identity",
        Price = ContainerGroupPrice.Estimate(spec.Cpu, spec.MemoryInGB).ToString(),
    };

    private static PlannedChange Other(DeploymentOrder order, ContainerGroupSpec spec, ContainerGroupState group)
    {
        string path = (spec.Address with { Name = group.Name }).Path;
        if (order.ReplacedChallenger is { } replaced && ContainerGroupAddress.AreSame(path, replaced.Handle.Id))
            return new PlannedChange(PlannedAction.Remove, "container group", group.Name, $"the second version of now, {replaced.Version}, once the new one has proven itself");
        if (order.IsChallenger) return new PlannedChange(PlannedAction.Keep, "container group", group.Name, "goes on as it is");
        bool isBeside = spec.Address.Name != order.Request.Endpoint;
        return isBeside && path == order.Recorded?.Deployment?.Id
            ? new PlannedChange(PlannedAction.Keep, "container group", group.Name, $"{EndpointChange.Served(order.Recorded)} goes on running, and costing, and is what a rollback goes back to")
            : new PlannedChange(PlannedAction.Remove, "container group", group.Name, "once the new one has proven itself");
    }

    private static string Url(ContainerGroupSpec spec) => spec.DnsNameLabel is { } label
        ? string.Create(CultureInfo.InvariantCulture, $"http://{label}.{spec.Region}.azurecontainer.io:{ContainerGroupSpec.HttpPort}")
        : string.Create(CultureInfo.InvariantCulture, $"an address that Azure gives it, port {ContainerGroupSpec.HttpPort}");
}
