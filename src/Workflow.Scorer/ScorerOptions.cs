using System.Globalization;
using System.Net;

namespace Workflow.Scorer;

/// <summary>What the command line asks for.</summary>
internal sealed record ScorerOptions
{
    /// <summary>How the scorer is called.</summary>
    public const string Usage = """
        usage: scorer [--pipeline FILE] [--bind ADDRESS] [--port PORT] [--max-request-mib N] [--drain-seconds N]
               scorer --probe [--port PORT]

          --pipeline FILE       scoring pipeline file (default /model/model.pipeline)
          --bind ADDRESS        address to listen on (default 127.0.0.1; 0.0.0.0 for all)
          --port PORT           port to listen on (default 9090; 0 for any that is free)
          --max-request-mib N   largest request that is accepted, in MiB (default 32)
          --drain-seconds N     time for open requests at the end (default 10)
          --probe               ask a running scorer whether it is ready; exit code 0 or 1
        """;

    private const int LargestRequestMebibytes = 1 << 20;

    /// <summary>The scoring pipeline file.</summary>
    public string Pipeline { get; init; } = "/model/model.pipeline";

    /// <summary>Address to listen on.</summary>
    public IPAddress Bind { get; init; } = IPAddress.Loopback;

    /// <summary>Port to listen on; 0 for any that is free.</summary>
    public int Port { get; init; } = 9090;

    /// <summary>Largest request body, in bytes.</summary>
    public long MaximumRequestBytes { get; init; } = 32 << 20;

    /// <summary>Time for open requests at the end.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether to ask a running scorer instead of being one.</summary>
    public bool IsProbe { get; init; }

    /// <summary>Whether to tell the usage.</summary>
    public bool IsHelp { get; init; }

    /// <summary>Parses a command line.</summary>
    /// <returns>Null, or what is wrong with it.</returns>
    public static string? Parse(IReadOnlyList<string> arguments, out ScorerOptions options)
    {
        options = new ScorerOptions();
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            if (name is "--probe" or "--help" or "-h")
            {
                options = name == "--probe" ? options with { IsProbe = true } : options with { IsHelp = true };
                continue;
            }

            if (++i == arguments.Count) return $"{name}: a value is missing, or the option is unknown";
            (ScorerOptions? next, string? wrong) = options.With(name, arguments[i]);
            if (next is null) return wrong;
            options = next;
        }

        return null;
    }

    private (ScorerOptions? Options, string? Wrong) With(string name, string value)
    {
        switch (name)
        {
            case "--pipeline":
                return (this with { Pipeline = value }, null);
            case "--bind":
                return IPAddress.TryParse(value, out IPAddress? address) ? (this with { Bind = address }, null) : (null, $"{name}: '{value}' is not an IP address");
            case "--port":
                return Whole(value, 0, ushort.MaxValue) is { } port ? (this with { Port = port }, null) : (null, $"{name}: '{value}' is not a port");
            case "--max-request-mib":
                return Whole(value, 1, LargestRequestMebibytes) is { } mebibytes
                    ? (this with { MaximumRequestBytes = (long)mebibytes << 20 }, null)
                    : (null, $"{name}: '{value}' is not a whole number from 1 to {LargestRequestMebibytes}");
            case "--drain-seconds":
                return Whole(value, 0, 3600) is { } seconds
                    ? (this with { Drain = TimeSpan.FromSeconds(seconds) }, null)
                    : (null, $"{name}: '{value}' is not a whole number from 0 to 3600");
            default:
                return (null, $"{name}: unknown option");
        }
    }

    private static int? Whole(string text, int minimum, int maximum) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= minimum && value <= maximum ? value : null;
}
