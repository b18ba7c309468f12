using System.Globalization;
using System.Net;
using Workflow.Scorer.Logs;
using Workflow.Scorer.Predictions;
using Workflow.Scorer.Streams;

namespace Workflow.Scorer;

/// <summary>Reads the command line and the environment.</summary>
internal static class ScorerArguments
{
    /// <summary>How the scorer is called.</summary>
    public const string Usage = """
        usage: scorer [OPTION VALUE]...
               scorer serve [OPTION VALUE]...
               scorer --probe [--port PORT]
               scorer --score csv|tsv|jsonl [--pipeline FILE] [--keep NAMES] <ROWS >SCORES

          --pipeline FILE         scoring pipeline file (default /model/model.pipeline)
          --bind ADDRESS          address to listen on (default 127.0.0.1; 0.0.0.0 for all)
          --port PORT             port to listen on (default 9090; 0 for any that is free)
          --grpc-port PORT        port to listen on for gRPC, too (default none; 9091 is usual, 0 for any that is free)
          --thrift-port PORT      port to listen on for Thrift, too (default none; 9092 is usual, 0 for any that is free)
          --api-keys FILE         ask callers for one of these keys, one a line; SCORER_API_KEYS may hold them too, with commas between
          --tls-certificate FILE  answer by HTTPS with this certificate (PEM), and those behind it in the file
          --tls-key FILE          its private key (PEM; default: in the certificate's file)
          --max-request-mib N     largest request that is read as a whole, in MiB (default 32)
          --max-rows N            most rows of such a request (default 10000000)
          --max-seconds N         time in which such a request must be answered (default 300; 0 for any)
          --max-concurrent N      requests that are answered at a time (default 512)
          --max-queued N          requests that wait for that; others are told to come again (default 1024)
          --drain-seconds N       time for open requests at the end (default 10)
          --linger-seconds N      time in which it is not ready and still answers, when it is told to end (default 0)
          --hide-schema true      do not tell callers which columns the model has and what they may hold
          --version TEXT          name of the model's version in a registry, for logs and metrics
          --log-format json|text  lines of the log (default json; text on a terminal)
          --log-requests WHICH    requests that the log tells: none, failed (status 500 and above, the default), all
          --log-predictions WHERE write scored rows and their answers to stdout, a file, or an address (http://..., https://...
                                  or unix:///SOCKET, on which workflow listens)
          --log-share X           share of the rows that is written, above 0 and up to 1 (default 1)
          --log-file-mib N        largest file of predictions, in MiB (default 64); then a new one is begun
          --log-files N           files that are kept besides it (default 4)
          --score FORMAT          score rows from standard input to standard output, without a server: csv, tsv or jsonl
          --keep NAMES            fields of such rows that are given back in front of their scores, with commas between
          --probe                 ask a running scorer whether it is ready; exit code 0 or 1
          serve                   as Amazon SageMaker starts containers: the defaults are address 0.0.0.0 and port 8080

        Each option may be a variable of the environment too: SCORER_MAX_ROWS for --max-rows. The command line counts more.
        A variable whose name is nearly one of these is a mistake, and the scorer does not start.
        """;

    private const string SageMakerWord = "serve";
    private const int SageMakerPort = 8080;

    private static readonly BodyFormat[] Formats = [BodyFormat.Csv, BodyFormat.TabSeparated, BodyFormat.JsonLines];

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
        ("--linger-seconds", (options, value) => With(value, 0, 3600, seconds => options with { Linger = TimeSpan.FromSeconds(seconds) })),
        ("--score", (options, value) => Choose(value, "csv", "tsv", "jsonl") is { } choice ? (options with { Score = Formats[choice] }, null) : (null, $"'{value}' is none of csv, tsv, jsonl")),
        ("--keep", (options, value) => (options with { Kept = value.Split(',', StringSplitOptions.RemoveEmptyEntries) }, null)),
        ("--hide-schema", (options, value) => Choose(value, "true", "false") is { } choice ? (options with { HidesSchema = choice == 0 }, null) : (null, $"'{value}' is neither true nor false")),
        ("--version", (options, value) => (options with { Version = value }, null)),
        ("--log-format", (options, value) => Choose(value, "json", "text") is { } choice ? (options with { IsLogText = choice == 1 }, null) : (null, $"'{value}' is neither json nor text")),
        ("--log-requests", (options, value) => Choose(value, "none", "failed", "all") is { } choice ? (options with { LoggedRequests = (LoggedRequests)choice }, null) : (null, $"'{value}' is none of none, failed, all")),
        ("--log-predictions", WithPredictionLog),
        ("--log-share", (options, value) => Share(value) is { } share ? (options with { PredictionShare = share }, null) : (null, $"'{value}' is not a number above 0 and up to 1")),
        ("--log-file-mib", (options, value) => With(value, 1, 1 << 20, mebibytes => options with { PredictionFileBytes = (long)mebibytes << 20 })),
        ("--log-files", (options, value) => With(value, 0, 10_000, files => options with { PredictionFiles = files })),
    ];

    /// <summary>The options with values.</summary>
    public static IEnumerable<string> Options => All.Select(option => option.Name);

    /// <summary>Parses a command line.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="options">Receives what it asks for.</param>
    /// <param name="variable">Value of a variable of the environment; null where there is no environment.</param>
    /// <returns>Null, or what is wrong with it.</returns>
    public static string? Parse(IReadOnlyList<string> arguments, out ScorerOptions options, Func<string, string?>? variable = null)
    {
        bool isSageMaker = arguments is [SageMakerWord, ..];
        options = isSageMaker ? new ScorerOptions { Bind = IPAddress.Any, Port = SageMakerPort } : new ScorerOptions();
        if (variable?.Invoke(ScorerVariables.Keys) is { Length: > 0 } keys)
        {
            options = options with { ApiKeys = keys.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) };

            // Who sets it wants callers to show one.
            if (options.ApiKeys.Count == 0) return $"{ScorerVariables.Keys}: it holds no key";
        }

        foreach ((string name, _) in All)
        {
            string variableName = ScorerVariables.NameOf(name);
            if (variable?.Invoke(variableName) is { Length: > 0 } value && !ScorerVariables.IsOfKubernetes(variableName, value) && Take(ref options, name, value) is { } wrong) return $"{variableName}: {wrong}";
        }

        for (int i = isSageMaker ? 1 : 0; i < arguments.Count; i++)
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

        return Contradiction(options);
    }

    private static string? Contradiction(ScorerOptions options)
    {
        if (options.GrpcPort is not 0 && options.GrpcPort == options.Port) return $"--grpc-port: {options.Port} is the port of HTTP";
        if (options.ThriftPort is not 0 && options.ThriftPort == options.Port) return $"--thrift-port: {options.Port} is the port of HTTP";
        if (options.ThriftPort is not (null or 0) && options.ThriftPort == options.GrpcPort) return $"--thrift-port: {options.ThriftPort} is the port of gRPC";
        if (options.Kept.Count > 0 && options.Score is null) return "--keep: it belongs to --score";
        return options.ThriftPort is not null && options.ApiKeys.Count > 0 ? "--thrift-port: callers of Thrift can show no key; leave it out, or --api-keys" : null;
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

    private static (ScorerOptions? Options, string? Wrong) WithPredictionLog(ScorerOptions options, string where)
    {
        bool isAddress = where.Contains("://", StringComparison.Ordinal);
        if (where.Length == 0 || (isAddress && !(Uri.TryCreate(where, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" or HttpSink.SocketScheme))) return (null, $"'{where}' is neither stdout nor a file nor an address with http://, https:// or unix://");
        return (options with { PredictionLog = where }, null);
    }

    private static int? Choose(string value, params string[] choices) => Array.IndexOf(choices, value) is >= 0 and var choice ? choice : null;

    private static double? Share(string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share) && share is > 0 and <= 1 ? share : null;

    private static (ScorerOptions? Options, string? Wrong) With(string value, int minimum, int maximum, Func<int, ScorerOptions> with) =>
        Whole(value, minimum, maximum) is { } number ? (with(number), null) : (null, $"'{value}' is not a whole number from {minimum} to {maximum}");

    private static int? Whole(string text, int minimum, int maximum) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= minimum && value <= maximum ? value : null;
}
