using System.Globalization;
using System.Text.Json.Serialization;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Deployment;

/// <summary>Something that runs on a platform.</summary>
/// <param name="Platform">Name of the platform.</param>
/// <param name="Id">How the platform knows it: a process and when it began, a container, a resource of Azure, a workload of a cluster.</param>
/// <param name="Port">Port that it listens on.</param>
public sealed record DeploymentHandle(string Platform, string Id, int Port)
{
    /// <summary>Host that it is reached at; null where that is this machine.</summary>
    public string? Host { get; init; }

    /// <summary>Whether it is reached by TLS.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>The environment that it was deployed to, as that was then: what it takes to find it again. Null where the platform needs none.</summary>
    public EnvironmentDefinition? Environment { get; init; }

    /// <summary>Name of its image, by digest, in the registry that the platform reads; null where it needs none.</summary>
    public string? Image { get; init; }

    /// <summary>The API keys that it was deployed with, without the keys; null where everybody is answered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HandedKeys? Keys { get; init; }

    /// <summary>Whether another handle names the same deployment, however it was written down: paths of Azure know no capital letters.</summary>
    public bool IsSameAs(DeploymentHandle? other) =>
        other is not null && Platform == other.Platform && Id.Equals(other.Id, Platform == PlatformNames.Aci ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    /// <summary>Whether it is the workload of a cluster that has its endpoint's own name: others than the gateway may ask for it by that, or by its Ingress.</summary>
    public bool IsNamedAfter(string endpoint) => Platform == PlatformNames.Aks && Id.EndsWith($"/{endpoint}", StringComparison.Ordinal);

    /// <summary>Whether it is reached on a port of this machine.</summary>
    [JsonIgnore]
    public bool IsLocal => Host is null;

    /// <summary>Base address.</summary>
    [JsonIgnore]
    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"{(IsEncrypted ? "https" : "http")}://{Host ?? "127.0.0.1"}:{Port}"));
}
