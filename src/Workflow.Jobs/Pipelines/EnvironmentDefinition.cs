using System.Text.Json.Serialization;
using Workflow.Jobs.Images.Distribution;

namespace Workflow.Jobs.Pipelines;

/// <summary>Where a pipeline deploys to.</summary>
public sealed record EnvironmentDefinition
{
    /// <summary>Name, for example <c>dev</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>auto</c>, <c>process</c>, <c>docker</c>, <c>aci</c> or <c>aks</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>Port of the endpoint on this machine; null for one that is free, kept from then on.</summary>
    public int? Port { get; init; }

    /// <summary>Processors that one scorer may use, parts of one allowed; null for the platform's usual.</summary>
    public decimal? Cpu { get; init; }

    /// <summary>Memory beyond which a scorer is killed; null for the platform's usual.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Registry and folder that images are pushed to, for example <c>team.azurecr.io/models</c>; null where the platform needs none.</summary>
    public string? Registry { get; init; }

    /// <summary>How the registry is spoken to, where that is not as usual; null where it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RegistryTransport? RegistryTransport { get; init; }

    /// <summary>Where the API keys are of which callers of its scorers must show one, <c>env:NAME</c> or <c>file:/path</c>; null where everybody is answered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ApiKeys { get; init; }

    /// <summary>Share of the rows that its scorers send to this home with their answers, above 0 and up to 1; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PredictionShare { get; init; }

    /// <summary>People who must approve a promotion.</summary>
    public int Approvals { get; init; }

    /// <summary>Where in Azure Container Instances; null for other platforms.</summary>
    public AciSettings? Aci { get; init; }

    /// <summary>Where in which cluster; null for other platforms.</summary>
    public KubernetesSettings? Kubernetes { get; init; }
}
