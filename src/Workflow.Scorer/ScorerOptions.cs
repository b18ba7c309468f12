using System.Net;
using Workflow.Scorer.Logs;
using Workflow.Scorer.Streams;

namespace Workflow.Scorer;

/// <summary>What the command line and the environment ask for.</summary>
internal sealed record ScorerOptions
{
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

    /// <summary>Time between being told to end and ending: it is not ready then, and answers what still comes.</summary>
    public TimeSpan Linger { get; init; }

    /// <summary>Whether callers are not told which columns the model has and what they may hold.</summary>
    public bool HidesSchema { get; init; }

    /// <summary>Name of the model's version in a registry, for logs and metrics; null where nobody gave one.</summary>
    public string? Version { get; init; }

    /// <summary>Whether the log is text for people; null where that depends on whether people see it.</summary>
    public bool? IsLogText { get; init; }

    /// <summary>Which requests the log tells.</summary>
    public LoggedRequests LoggedRequests { get; init; } = LoggedRequests.Failed;

    /// <summary>Where predictions are written: <c>stdout</c>, an address or a file; null for nowhere.</summary>
    public string? PredictionLog { get; init; }

    /// <summary>Which share of the rows is written there, above 0 and up to 1.</summary>
    public double PredictionShare { get; init; } = 1;

    /// <summary>Largest file of predictions, in bytes.</summary>
    public long PredictionFileBytes { get; init; } = 64 << 20;

    /// <summary>How many files of predictions are kept besides the one that is written.</summary>
    public int PredictionFiles { get; init; } = 4;

    /// <summary>What rows from standard input are, where they are scored instead of those of callers; null where there is a server.</summary>
    public BodyFormat? Score { get; init; }

    /// <summary>Names of the fields of such rows that are given back in front of their scores.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>Whether to ask a running scorer instead of being one.</summary>
    public bool IsProbe { get; init; }

    /// <summary>Whether to tell the usage.</summary>
    public bool IsHelp { get; init; }
}
