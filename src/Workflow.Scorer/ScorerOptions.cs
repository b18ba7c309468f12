using System.Globalization;
using System.Net;

namespace Workflow.Scorer;

/// <summary>What the command line and the environment ask for.</summary>
internal sealed record ScorerOptions
{
    /// <summary>How the scorer is called.</summary>
    public const string Usage = """
        usage: scorer [OPTION VALUE]...
               scorer --probe [--port PORT]

          --pipeline FILE         scoring pipeline file (default /model/model.pipeline)
          --bind ADDRESS          address to listen on (default 127.0.0.1; 0.0.0.0 for all)
          --port PORT             port to listen on (default 9090; 0 for any that is free)
          --grpc-port PORT        port to listen on for gRPC, too (default none; 9091 is usual, 0 for any that is free)
          --thrift-port PORT      port to listen on for Thrift, too (default none; 9092 is usual, 0 for any that is free)
          --api-keys FILE         ask callers for one of these keys, one a line; SCORER_API_KEYS may hold them too, with commas between
          --tls-certificate FILE  answer by HTTPS with this certificate (PEM)
          --tls-key FILE          its private key (PEM; default: in the certificate's file)
          --max-request-mib N     largest request that is read as a whole, in MiB (default 32)
          --max-rows N            most rows of such a request (default 10000000)
          --max-seconds N         time in which such a request must be answered (default 300; 0 for any)
          --max-concurrent N      requests that are answered at a time (default 512)
          --max-queued N          requests that wait for that; others are told to come again (default 1024)
          --drain-seconds N       time for open requests at the end (default 10)
          --probe                 ask a running scorer whether it is ready; exit code 0 or 1

        Each option may be a variable of the environment too: SCORER_MAX_ROWS for --max-rows. The command line counts more.
        """;

    private const string KeysVariable = "SCORER_API_KEYS";

    private static readonly (string Name, Func<ScorerOptions, string, (ScorerOptions? Options, string? Wrong)> With)[] All =
    [
        ("--pipeline", (options, value) => (options with { Pipeline = value }, null)),
        ("--bind", (options, value) => IPAddress.TryParse(value, out IPAddress? address) ? (options with { Bind = address }, null) : (null, $"'{value}' is not an IP address")),
        ("--port", (options, value) => Whole(value, 0, ushort.MaxValue) is { } port ? (options with { Port = port }, null) : (null, $"'{value}' is not a port")),
        ("--grpc-port", (options, value) => Whole(value, 0, ushort.MaxValue) is { } port ? (options with { GrpcPort = port }, null) : (null, $"'{value}' is not a port")),
        ("--thrift-port", (options, value) => Whole(value, 0, ushort.MaxValue) is { } port ? (options with { ThriftPort = port }, null) : (null, $"'{value}' is not a port")),
        ("--api-keys", WithKeys),
        ("--tls-certificate", (options, value) => (options with { TlsCertificate = value }, null)),
        ("--tls-key", (options, value) => (options with { TlsKey = value }, null)),
        ("--max-request-mib", (options, value) => With(value, 1, 1 << 20, mebibytes => options with { MaximumRequestBytes = (long)mebibytes << 20 })),
        ("--max-rows", (options, value) => With(value, 1, int.MaxValue, rows => options with { MostRows = rows })),
        ("--max-seconds", (options, value) => With(value, 0, 86_400, seconds => options with { MostTime = TimeSpan.FromSeconds(seconds) })),
        ("--max-concurrent", (options, value) => With(value, 1, 1_000_000, requests => options with { MostConcurrent = requests })),
        ("--max-queued", (options, value) => With(value, 0, 1_000_000, requests => options with { MostQueued = requests })),
        ("--drain-seconds", (options, value) => With(value, 0, 3600, seconds => options with { Drain = TimeSpan.FromSeconds(seconds) })),
    ];

    /// <summary>The scoring pipeline file.</summary>
    public string Pipeline { get; init; } = "/model/model.pipeline";

    /// <summary>Address to listen on.</summary>
    public IPAddress Bind { get; init; } = IPAddress.Loopback;

    /// <summary>Port to listen on; 0 for any that is free.</summary>
    public int Port { get; init; } = 9090;

    /// <summary>Port to listen on for gRPC; 0 for any that is free, null for none.</summary>
    public int? GrpcPort { get; init; }

    /// <summary>Port to listen on for Thrift; 0 for any that is free, null for none.</summary>
    public int? ThriftPort { get; init; }

    /// <summary>Keys of which callers must show one; none where everybody may ask.</summary>
    public IReadOnlyList<string> ApiKeys { get; init; } = [];

    /// <summary>PEM file of the certificate; null for HTTP without TLS.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>PEM file of the certificate's private key; null where it stands in the certificate's file.</summary>
    public string? TlsKey { get; init; }

    /// <summary>Largest body that is read as a whole, in bytes.</summary>
    public long MaximumRequestBytes { get; init; } = 32 << 20;

    /// <summary>Most rows of a request that is read as a whole.</summary>
    public int MostRows { get; init; } = 10_000_000;

    /// <summary>Time in which such a request must be answered; zero for any.</summary>
    public TimeSpan MostTime { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Requests that are answered at a time.</summary>
    public int MostConcurrent { get; init; } = 512;

    /// <summary>Requests that wait for that.</summary>
    public int MostQueued { get; init; } = 1024;

    /// <summary>Time for open requests at the end.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether to ask a running scorer instead of being one.</summary>
    public bool IsProbe { get; init; }

    /// <summary>Whether to tell the usage.</summary>
    public bool IsHelp { get; init; }

    /// <summary>Parses a command line.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="options">Receives what it asks for.</param>
    /// <param name="variable">Value of a variable of the environment; null where there is no environment.</param>
    /// <returns>Null, or what is wrong with it.</returns>
    public static string? Parse(IReadOnlyList<string> arguments, out ScorerOptions options, Func<string, string?>? variable = null)
    {
        options = new ScorerOptions();
        if (variable?.Invoke(KeysVariable) is { Length: > 0 } keys) options = options with { ApiKeys = keys.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) };
        foreach ((string name, _) in All)
        {
            // The variable of --api-keys would have the name of the one that holds the keys themselves.
            string variableName = name == "--api-keys" ? $"{KeysVariable}_FILE" : $"SCORER_{name[2..].Replace('-', '_').ToUpperInvariant()}";
            if (variable?.Invoke(variableName) is { Length: > 0 } value && Take(ref options, name, value) is { } wrong) return $"{variableName}: {wrong}";
        }

        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            if (name is "--probe" or "--help" or "-h")
            {
                options = name == "--probe" ? options with { IsProbe = true } : options with { IsHelp = true };
                continue;
            }

            if (++i == arguments.Count) return $"{name}: a value is missing, or the option is unknown";
            if (Take(ref options, name, arguments[i]) is { } wrong) return $"{name}: {wrong}";
        }

        return options.Contradiction();
    }

    private string? Contradiction()
    {
        if (GrpcPort is not 0 && GrpcPort == Port) return $"--grpc-port: {Port} is the port of HTTP";
        if (ThriftPort is not 0 && ThriftPort == Port) return $"--thrift-port: {Port} is the port of HTTP";
        if (ThriftPort is not (null or 0) && ThriftPort == GrpcPort) return $"--thrift-port: {ThriftPort} is the port of gRPC";
        return ThriftPort is not null && ApiKeys.Count > 0 ? "--thrift-port: callers of Thrift can show no key; leave it out, or --api-keys" : null;
    }

    private static string? Take(ref ScorerOptions options, string name, string value)
    {
        Func<ScorerOptions, string, (ScorerOptions? Options, string? Wrong)>? with = Array.Find(All, option => option.Name == name).With;
        if (with is null) return "unknown option";
        (ScorerOptions? next, string? wrong) = with(options, value);
        options = next ?? options;
        return wrong;
    }

    private static (ScorerOptions? Options, string? Wrong) WithKeys(ScorerOptions options, string file)
    {
        try
        {
            string[] keys = [.. Serving.ApiKeys.In(File.ReadAllText(file))];
            return keys.Length > 0 ? (options with { ApiKeys = [.. options.ApiKeys, .. keys] }, null) : (null, $"'{file}' holds no key");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (null, $"'{file}' cannot be read: {unreadable.Message}");
        }
    }

    private static (ScorerOptions? Options, string? Wrong) With(string value, int minimum, int maximum, Func<int, ScorerOptions> with) =>
        Whole(value, minimum, maximum) is { } number ? (with(number), null) : (null, $"'{value}' is not a whole number from {minimum} to {maximum}");

    private static int? Whole(string text, int minimum, int maximum) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= minimum && value <= maximum ? value : null;
}
