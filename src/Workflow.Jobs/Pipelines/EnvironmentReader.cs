using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Kubernetes;
using Workflow.Training.Configuration;
using SecretReference = Workflow.Jobs.Notifications.SecretReference;

namespace Workflow.Jobs.Pipelines;

/// <summary>Reads one environment of a pipeline. It may have keys of several platforms, so that <c>platform</c> alone decides where it is.</summary>
internal static class EnvironmentReader
{
    private const double LeastCpu = 0.01;
    private const double MostCpu = 64;
    private const int MostReplicas = 1000;
    private const string UsualNamespace = "default";
    private const string ApiKeysKey = "apiKeys";
    private const string PredictionsKey = "predictions";
    private const double LeastShare = 0.0001;

    private static readonly Dictionary<string, string> Platforms = PlatformNames.All.ToDictionary(platform => platform, platform => platform, StringComparer.Ordinal);

    private static readonly Dictionary<string, ServiceKind> Services = new(StringComparer.Ordinal)
    {
        ["cluster"] = ServiceKind.ClusterIP,
        ["load-balancer"] = ServiceKind.LoadBalancer,
        ["node-port"] = ServiceKind.NodePort,
    };

    /// <summary>Reads an environment and notes what is wrong with it.</summary>
    public static EnvironmentDefinition Read(string name, ConfigMapReader map)
    {
        string platform = map.Choice("platform", PlatformNames.Auto, Platforms);
        bool isAci = platform == PlatformNames.Aci, isAks = platform == PlatformNames.Aks;
        var environment = new EnvironmentDefinition
        {
            Name = name,
            Platform = platform,
            Port = map.OptionalWhole("port", 1, 65_535),
            Approvals = map.Whole("approvals", 0, 0, 100),
            Cpu = (decimal?)map.OptionalNumber("cpu", LeastCpu, MostCpu),
            MemoryBytes = map.OptionalBytes("memory"),
            Registry = map.OptionalText("registry"),
            ApiKeys = ReadApiKeys(map),
            PredictionShare = ReadPredictionShare(map, isAci || isAks),
            Aci = ReadAci(map, isAci),
            Kubernetes = ReadKubernetes(map, isAks),
        };
        map.RejectUnknownKeys();
        return environment;
    }

    private static string? ReadApiKeys(ConfigMapReader map)
    {
        string text = map.OptionalText(ApiKeysKey) ?? string.Empty;
        if (!map.Names.Contains(ApiKeysKey, StringComparer.Ordinal)) return null;
        if (SecretReference.Parse(text) is { } reference) return reference.Text;

        // The text itself is not told: it may be a key.
        map.Problem(ApiKeysKey, $"this is no reference. Keys in this file would be read by everybody who reads the file, so only their place is written here: {SecretReference.Rule}");
        return null;
    }

    private static double? ReadPredictionShare(ConfigMapReader map, bool isElsewhere)
    {
        if (map.Map(PredictionsKey) is not { } predictions) return null;
        double share = predictions.Number("share", 1, LeastShare, 1);
        predictions.RejectUnknownKeys();
        if (isElsewhere) map.Problem(PredictionsKey, "scorers of this platform run elsewhere and do not reach the socket of this machine by which predictions are sent; leave it out");
        return share;
    }

    private static AciSettings? ReadAci(ConfigMapReader map, bool isMeant)
    {
        var settings = new AciSettings(map.OptionalText("subscription"), Text(map, "resourceGroup", isMeant), Text(map, "region", isMeant))
        {
            Dns = map.OptionalText("dns"),
            Subnet = map.OptionalText("subnet"),
            Identity = map.OptionalText("identity"),
        };
        return isMeant ? settings : null;
    }

    private static KubernetesSettings? ReadKubernetes(ConfigMapReader map, bool isMeant)
    {
        string? cluster = map.OptionalText("cluster");
        var settings = new KubernetesSettings(map.OptionalText("namespace") ?? UsualNamespace)
        {
            KubeConfig = map.OptionalText("kubeconfig"),
            Context = map.OptionalText("context"),
            Cluster = cluster is null ? null : new AksCluster(map.OptionalText("subscription"), Text(map, "resourceGroup", isMeant), cluster),
            Replicas = map.Whole("replicas", 1, 1, MostReplicas),
            MaxReplicas = map.OptionalWhole("maxReplicas", 1, MostReplicas),
            Service = map.Choice("service", ServiceKind.ClusterIP, Services),
            Host = map.OptionalText("host"),
            TlsSecret = map.OptionalText("tlsSecret"),
            IngressClass = map.OptionalText("ingressClass"),
            PullSecret = map.OptionalText("pullSecret"),
        };
        if (settings.Host is not null && settings.TlsSecret is null) map.Problem("host", "a name that is reached from outside needs tlsSecret, the Secret with its certificate");
        if (settings.KubeConfig is not null && cluster is not null) map.Problem("kubeconfig", "the kubeconfig is either this file or the one that Azure hands out for the cluster; keep one");
        return isMeant ? settings : null;
    }

    private static string Text(ConfigMapReader map, string key, bool isNeeded) => isNeeded ? map.Text(key) : map.OptionalText(key) ?? string.Empty;
}
