using Workflow.Jobs.Json;

namespace Workflow.Jobs.Notifications;

/// <summary>Of what a webhook is told, as the database has it.</summary>
internal class WebhookSubscription
{
    public const string Columns = "w.name AS Webhook, w.events AS Events, w.pipelines AS Pipelines, w.disabled AS Disabled";

    public string Webhook { get; init; } = string.Empty;

    public string Events { get; init; } = string.Empty;

    public string? Pipelines { get; init; }

    /// <summary>Why nothing is sent to it; null where it is.</summary>
    public string? Disabled { get; init; }

    /// <summary>Whether it is told of an event of a pipeline.</summary>
    public bool Wants(string what, string pipeline) =>
        JobsJson.Read<string[]>(Events).Contains(what, StringComparer.Ordinal)
        && (Pipelines is null || JobsJson.Read<string[]>(Pipelines).Contains(pipeline, StringComparer.Ordinal));
}
