namespace Workflow.Scorer.Thrift;

/// <summary>How long callers may keep a connection waiting. The pace is the one that Kestrel asks of HTTP.</summary>
internal sealed record ThriftLimits
{
    private const double BytesPerSecond = 240;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Time between two calls.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time for so many bytes to come or to be taken.</summary>
    public static TimeSpan TimeFor(long bytes) => Grace + TimeSpan.FromSeconds(bytes / BytesPerSecond);
}
