using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Notifications;

/// <summary>What a receiver reads. No outputs of a run, no rows, no secrets; of a reason its first line only: what follows is a program's output.</summary>
public sealed record NotificationPayload
{
    private const int LongestReason = 300;

    /// <summary>What has happened, from <see cref="NotificationEvents"/>.</summary>
    public required string Event { get; init; }

    /// <summary>When it was noticed.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The webhook, for a ping.</summary>
    public string? Webhook { get; init; }

    /// <summary>Identifier of the run.</summary>
    public string? Run { get; init; }

    /// <summary>Its pipeline.</summary>
    public string? Pipeline { get; init; }

    /// <summary>The endpoint, where it is told of one.</summary>
    public string? Endpoint { get; init; }

    /// <summary>When what runs for the endpoint was last proven to be what was deployed; null where it never was.</summary>
    public DateTimeOffset? LastProvenAt { get; init; }

    /// <summary>Its state.</summary>
    public RunState? State { get; init; }

    /// <summary>Why it is in that state.</summary>
    public string? Reason { get; init; }

    /// <summary>The moment that the run is for.</summary>
    public DateTimeOffset? LogicalAt { get; init; }

    /// <summary>When the run was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the run ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Where the server tells more.</summary>
    public string? Path { get; init; }

    /// <summary>The path of a run on the server.</summary>
    public static string PathOf(string run) => $"/api/v1/runs/{run}";

    /// <summary>The first line of a reason, cut where it is long.</summary>
    public static string? Brief(string? reason)
    {
        string? first = reason?.Split('\n', 2)[0].TrimEnd('\r', ':');
        return first is { Length: > LongestReason } ? StorableText.Of($"{first.AsSpan(0, LongestReason)}…") : first;
    }
}
