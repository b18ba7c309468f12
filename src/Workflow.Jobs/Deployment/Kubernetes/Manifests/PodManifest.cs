using System.Globalization;
using System.Text.Json.Nodes;
using Workflow.Jobs.Deployment.Access;

namespace Workflow.Jobs.Deployment.Kubernetes.Manifests;

/// <summary>A pod of the workload: one container that may do nothing but answer requests. It fits the restricted profile of Pod Security.</summary>
internal static class PodManifest
{
    /// <summary>Name of the one container.</summary>
    public const string Container = "scorer";

    private const int User = 65532;

    // Whoever leads requests to a pod notices late that it ends: so long it goes on answering, then what is open has the scorer's own ten seconds.
    private const int LingerSeconds = 5;
    private const int GraceSeconds = 30;

    /// <summary>Builds its specification.</summary>
    public static JsonObject Create(WorkloadSpec spec)
    {
        var pod = new JsonObject
        {
            ["automountServiceAccountToken"] = false,
            ["enableServiceLinks"] = false,
            ["terminationGracePeriodSeconds"] = GraceSeconds,
            ["securityContext"] = new JsonObject
            {
                ["runAsNonRoot"] = true,
                ["runAsUser"] = User,
                ["runAsGroup"] = User,
                ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
            },
        };
        if (spec.PullSecret is { } pull) pod["imagePullSecrets"] = new JsonArray(new JsonObject { ["name"] = pull });
        if (spec.MostReplicas > 1) pod["topologySpreadConstraints"] = new JsonArray(Spread(spec));
        pod["containers"] = new JsonArray(ContainerOf(spec));
        return pod;
    }

    private static JsonObject ContainerOf(WorkloadSpec spec)
    {
        var container = new JsonObject { ["name"] = Container, ["image"] = spec.Image, ["imagePullPolicy"] = "IfNotPresent" };
        if (spec.Arguments.Count > 0) container["args"] = new JsonArray([.. spec.Arguments.Select(argument => (JsonNode)argument)]);
        container["ports"] = new JsonArray(
            [.. ManifestParts.Ports(spec).Select(port => (JsonNode)new JsonObject { ["name"] = port.Name, ["containerPort"] = port.Port, ["protocol"] = "TCP" })]);
        if (Variables(spec) is { Count: > 0 } variables) container["env"] = variables;
        container["resources"] = Resources(spec.Resources);
        container["securityContext"] = new JsonObject
        {
            ["allowPrivilegeEscalation"] = false,
            ["readOnlyRootFilesystem"] = true,
            ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
        };
        container["startupProbe"] = Probe("/health/startup", 1, 120);
        container["readinessProbe"] = Probe("/health/ready", 5, 3);
        container["livenessProbe"] = Probe("/health/live", 10, 3);
        return container;
    }

    // The image has no shell for a hook, so the scorer itself waits. It listens on its other ports only where it is told to.
    private static JsonArray Variables(WorkloadSpec spec)
    {
        var plain = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal) { ["SCORER_LINGER_SECONDS"] = Text(LingerSeconds) };
        if (spec.Ports.Contains(WorkloadSpec.GrpcPort)) plain["SCORER_GRPC_PORT"] = Text(WorkloadSpec.GrpcPort);
        if (spec.Ports.Contains(WorkloadSpec.ThriftPort)) plain["SCORER_THRIFT_PORT"] = Text(WorkloadSpec.ThriftPort);
        foreach ((string name, string value) in spec.Environment) plain[name] = value;
        var all = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach ((string name, JsonNode value) in plain) all[name] = new JsonObject { ["name"] = name, ["value"] = value };
        foreach ((string name, SecretReference from) in spec.SecretEnvironment) all[name] = Secret(name, from);
        if (spec.Keys.AreAsked) all[ApiKeys.Variable] = Secret(ApiKeys.Variable, new SecretReference(spec.Address.Name, SecretManifest.Key));
        return new JsonArray([.. all.Values]);
    }

    private static JsonObject Secret(string name, SecretReference from) => new()
    {
        ["name"] = name,
        ["valueFrom"] = new JsonObject { ["secretKeyRef"] = new JsonObject { ["name"] = from.Secret, ["key"] = from.Key } },
    };

    private static JsonObject Resources(WorkloadResources size)
    {
        var limits = new JsonObject { ["memory"] = size.MemoryLimit };
        if (size.CpuLimit is { } cpu) limits["cpu"] = cpu;
        return new JsonObject { ["requests"] = new JsonObject { ["cpu"] = size.CpuRequest, ["memory"] = size.MemoryRequest }, ["limits"] = limits };
    }

    private static JsonObject Probe(string path, int periodSeconds, int failures) => new()
    {
        ["httpGet"] = new JsonObject { ["path"] = path, ["port"] = "http" },
        ["periodSeconds"] = periodSeconds,
        ["timeoutSeconds"] = 3,
        ["failureThreshold"] = failures,
    };

    // One node's end takes no more replicas than it must. A small cluster may still have them all on one.
    private static JsonObject Spread(WorkloadSpec spec) => new()
    {
        ["maxSkew"] = 1,
        ["topologyKey"] = "kubernetes.io/hostname",
        ["whenUnsatisfiable"] = "ScheduleAnyway",
        ["labelSelector"] = new JsonObject { ["matchLabels"] = ManifestParts.PodLabels(spec) },
    };

    private static JsonNode Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
