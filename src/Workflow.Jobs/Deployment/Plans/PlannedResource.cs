using System.Text.Json.Serialization;

namespace Workflow.Jobs.Deployment.Plans;

/// <summary>What a platform would run a scorer in.</summary>
/// <param name="Kind">What it is, for example <c>container</c>.</param>
/// <param name="Name">Its name; a star stands for what is chosen when it is made.</param>
public sealed record PlannedResource(string Kind, string Name)
{
    /// <summary>Processors that it may use.</summary>
    public required string Cpu { get; init; }

    /// <summary>Memory that it may use.</summary>
    public required string Memory { get; init; }

    /// <summary>Where it listens.</summary>
    public required string Port { get; init; }

    /// <summary>As whom it runs, and with which rights.</summary>
    public required string Identity { get; init; }

    /// <summary>What it costs.</summary>
    public required string Price { get; init; }

    /// <summary>What it sends of its predictions, and where to; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Predictions { get; init; }

    /// <summary>All of it in one line.</summary>
    public override string ToString() => $"{Cpu}, {Memory}, {Port}, {Identity}{(Predictions is null ? string.Empty : $", {Predictions}")}; price: {Price}";
}
