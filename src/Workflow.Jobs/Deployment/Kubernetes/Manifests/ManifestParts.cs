using System.Text.Json.Nodes;

namespace Workflow.Jobs.Deployment.Kubernetes.Manifests;

/// <summary>What the objects of a workload have in common.</summary>
internal static class ManifestParts
{
    /// <summary>The head of an object: its kind, name, namespace, labels and annotations.</summary>
    public static JsonObject Head(WorkloadSpec spec, string apiVersion, string kind) => new()
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = spec.Address.Name,
            ["namespace"] = spec.Address.Namespace,
            ["labels"] = Labels(spec),
            ["annotations"] = Annotations(spec),
        },
    };

    /// <summary>Labels of every object, its pods among them.</summary>
    public static JsonObject Labels(WorkloadSpec spec) => new()
    {
        [WorkloadLabels.Application] = WorkloadLabels.Scorer,
        [WorkloadLabels.Instance] = spec.Address.Name,
        [WorkloadLabels.ManagedBy] = WorkloadLabels.Program,
        [WorkloadLabels.Home] = spec.Owner.Home,
        [WorkloadLabels.Endpoint] = spec.Owner.Endpoint,
    };

    /// <summary>Annotations of every object, its pods among them.</summary>
    public static JsonObject Annotations(WorkloadSpec spec) => new()
    {
        [WorkloadLabels.Version] = spec.Version,
        [WorkloadLabels.Image] = spec.ImageDigest,
    };

    /// <summary>Which pods are the workload's. A Deployment's can never be changed, so there is nothing in it that could be.</summary>
    public static JsonObject PodLabels(WorkloadSpec spec) => new()
    {
        [WorkloadLabels.Application] = WorkloadLabels.Scorer,
        [WorkloadLabels.Instance] = spec.Address.Name,
    };

    /// <summary>Its ports, in order, each with its name.</summary>
    public static IEnumerable<(int Port, string Name)> Ports(WorkloadSpec spec) => spec.Ports.Order().Select(port => (port, NameOf(port)));

    private static string NameOf(int port) => port switch
    {
        WorkloadSpec.GrpcPort => "grpc",
        WorkloadSpec.ThriftPort => "thrift",
        _ => "http",
    };
}
