namespace Workflow.Api.Gateway;

/// <summary>How the gateway behaves.</summary>
public sealed record GatewayOptions
{
    /// <summary>Whether only requests that name this machine as their host are answered: where the gateway listens on loopback.</summary>
    public bool IsLoopbackOnly { get; init; } = true;

    /// <summary>Whether pages of endpoints would have the origin of the dashboard, and are kept from it.</summary>
    public bool SharesDashboardOrigin { get; init; }

    /// <summary>How often the routes are read.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long connecting to a target may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a target may be silent, once it has what the client has sent so far, until the head of its answer comes.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a target may be silent in the middle of its answer. Default: 2 min; a machine without power says nothing at all.</summary>
    public TimeSpan AnswerSilenceTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a request waits for a target that refuses connections, because the endpoint is being switched.</summary>
    public TimeSpan SwitchPatience { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long it waits each time before it looks again.</summary>
    public TimeSpan SwitchPause { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>The longest body, in bytes, that is kept for sending it once more.</summary>
    public int RepeatableBytes { get; init; } = 64 << 10;

    /// <summary>Share of failed requests at which a target's circuit opens.</summary>
    public double CircuitFailureRatio { get; init; } = 0.5;

    /// <summary>The fewest requests within <see cref="CircuitWindow"/> that may open it.</summary>
    public int CircuitFewestRequests { get; init; } = 20;

    /// <summary>The time over which requests are counted.</summary>
    public TimeSpan CircuitWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an open circuit lets nothing through before it tries one request.</summary>
    public TimeSpan CircuitBreak { get; init; } = TimeSpan.FromSeconds(5);
}
