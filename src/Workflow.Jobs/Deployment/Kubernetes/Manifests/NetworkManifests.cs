using System.Text.Json.Nodes;

namespace Workflow.Jobs.Deployment.Kubernetes.Manifests;

/// <summary>How a workload is reached, and that it reaches nobody.</summary>
internal static class NetworkManifests
{
    /// <summary>The Service: one address for all replicas.</summary>
    public static JsonObject Service(WorkloadSpec spec)
    {
        JsonObject document = ManifestParts.Head(spec, "v1", "Service");
        document["spec"] = new JsonObject
        {
            ["type"] = spec.Service.ToString(),
            ["selector"] = ManifestParts.PodLabels(spec),
            ["ports"] = new JsonArray([.. ManifestParts.Ports(spec).Select(ServicePort)]),
        };
        return document;
    }

    /// <summary>The NetworkPolicy: its ports are open, everything else is shut. A scorer needs no network, not even names.</summary>
    public static JsonObject NetworkPolicy(WorkloadSpec spec)
    {
        JsonObject document = ManifestParts.Head(spec, "networking.k8s.io/v1", "NetworkPolicy");
        JsonNode[] ports = [.. ManifestParts.Ports(spec).Select(port => new JsonObject { ["port"] = port.Port, ["protocol"] = "TCP" })];
        document["spec"] = new JsonObject
        {
            ["podSelector"] = new JsonObject { ["matchLabels"] = ManifestParts.PodLabels(spec) },
            ["policyTypes"] = new JsonArray("Ingress", "Egress"),
            ["ingress"] = new JsonArray(new JsonObject { ["ports"] = new JsonArray(ports) }),
            ["egress"] = new JsonArray(),
        };
        return document;
    }

    /// <summary>The Ingress: a name and its certificate in front of the Service.</summary>
    public static JsonObject Ingress(WorkloadSpec spec, WorkloadIngress ingress)
    {
        JsonObject document = ManifestParts.Head(spec, "networking.k8s.io/v1", "Ingress");
        var settings = new JsonObject();
        if (ingress.ClassName is { } name) settings["ingressClassName"] = name;
        settings["tls"] = new JsonArray(new JsonObject { ["hosts"] = new JsonArray(ingress.Host), ["secretName"] = ingress.TlsSecret });
        settings["rules"] = new JsonArray(new JsonObject
        {
            ["host"] = ingress.Host,
            ["http"] = new JsonObject { ["paths"] = new JsonArray(PathTo(spec)) },
        });
        document["spec"] = settings;
        return document;
    }

    private static JsonNode ServicePort((int Port, string Name) port) => new JsonObject
    {
        ["name"] = port.Name,
        ["port"] = port.Port,
        ["targetPort"] = port.Name,
        ["protocol"] = "TCP",
    };

    private static JsonObject PathTo(WorkloadSpec spec) => new()
    {
        ["path"] = "/",
        ["pathType"] = "Prefix",
        ["backend"] = new JsonObject
        {
            ["service"] = new JsonObject { ["name"] = spec.Address.Name, ["port"] = new JsonObject { ["name"] = "http" } },
        },
    };
}
