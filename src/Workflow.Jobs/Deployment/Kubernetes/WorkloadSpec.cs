using Workflow.Jobs.Deployment.Access;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>A workload as it shall be: one scorer, its replicas, its size, its address and its access. <see cref="WorkloadRules"/> says what is allowed.</summary>
public sealed record WorkloadSpec
{
    /// <summary>Port on which scorers speak HTTP.</summary>
    public const int HttpPort = 9090;

    /// <summary>Port on which they speak gRPC, where they are told to.</summary>
    public const int GrpcPort = 9091;

    /// <summary>Port on which they speak Thrift, where they are told to.</summary>
    public const int ThriftPort = 9092;

    /// <summary>Which workload.</summary>
    public required WorkloadAddress Address { get; init; }

    /// <summary>Whose.</summary>
    public required WorkloadOwner Owner { get; init; }

    /// <summary>Version of the model, for people who look at the annotations.</summary>
    public required string Version { get; init; }

    /// <summary>Image by its digest: <c>registry/repository@sha256:...</c>. What a tag means could change behind our back.</summary>
    public required string Image { get; init; }

    /// <summary>How many replicas, where the cluster does not choose. Default: 1.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Lets the cluster choose how many replicas there are; null where <see cref="Replicas"/> says it.</summary>
    public WorkloadScaling? Scaling { get; init; }

    /// <summary>What one replica takes.</summary>
    public WorkloadResources Resources { get; init; } = new();

    /// <summary>Open ports, the one for HTTP among them. Default: 9090 alone; 9091 and 9092 are the scorer's others.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [HttpPort];

    /// <summary>Environment variables that everybody who may see the workload may read.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Environment variables whose values the cluster keeps.</summary>
    public IReadOnlyDictionary<string, SecretReference> SecretEnvironment { get; init; } = new Dictionary<string, SecretReference>(StringComparer.Ordinal);

    /// <summary>API keys of which callers must show one; the cluster keeps them in a Secret of the workload. Default: none.</summary>
    public ApiKeys Keys { get; init; } = ApiKeys.None;

    /// <summary>Arguments of the scorer; empty for those of the image.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Who can reach its Service. Default: the cluster alone.</summary>
    public ServiceKind Service { get; init; }

    /// <summary>A name under which it is reached from outside; null for none.</summary>
    public WorkloadIngress? Ingress { get; init; }

    /// <summary>Name of the Secret by which the image's registry is read; null where the nodes may read it already.</summary>
    public string? PullSecret { get; init; }

    /// <summary>How long a new revision may take until it counts as failed. Default: 10 min.</summary>
    public TimeSpan ProgressDeadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Digest of the image: <c>sha256:...</c>.</summary>
    public string ImageDigest => Image[(Image.IndexOf('@', StringComparison.Ordinal) + 1)..];

    /// <summary>The most replicas that there may be.</summary>
    public int MostReplicas => Scaling?.Maximum ?? Replicas;

    /// <summary>How many replicas it begins with.</summary>
    public int FirstReplicas => Scaling?.Minimum ?? Replicas;
}
