using System.Net;
using Workflow.Scorer.Logs;
using Workflow.Scorer.Streams;
using Workflow.Testing.Files;

namespace Workflow.Scorer.Tests;

public sealed class ScorerArgumentsTests
{
    [Fact]
    public void Parse_NoArguments_GivesTheDefaults()
    {
        Assert.Null(ScorerArguments.Parse([], out ScorerOptions options));
        var expected = new ScorerOptions
        {
            Pipeline = "/model/model.pipeline",
            Bind = IPAddress.Loopback,
            Port = 9090,
            GrpcPort = null,
            ThriftPort = null,
            ApiKeys = [],
            MaximumRequestBytes = 32 << 20,
            MostRows = 10_000_000,
            MostTime = TimeSpan.FromSeconds(300),
            MostConcurrent = 512,
            MostQueued = 1024,
            Drain = TimeSpan.FromSeconds(10),
            HidesSchema = false,
            Version = null,
            IsLogText = null,
            LoggedRequests = LoggedRequests.Failed,
            PredictionLog = null,
            PredictionShare = 1,
            PredictionFileBytes = 64 << 20,
            PredictionFiles = 4,
            Score = null,
            Kept = [],
            IsProbe = false,
            IsHelp = false,
        };
        Assert.Equal(expected, options);
    }

    [Fact]
    public void Parse_EveryOption_IsTaken()
    {
        string[] arguments =
        [
            "--pipeline", "a b.pipeline", "--bind", "0.0.0.0", "--port", "0", "--grpc-port", "0", "--thrift-port", "0", "--tls-certificate", "c.pem", "--tls-key", "k.pem", "--max-request-mib", "4096", "--max-rows", "7",
            "--max-seconds", "0", "--max-concurrent", "3", "--max-queued", "0", "--drain-seconds", "0", "--linger-seconds", "5", "--hide-schema", "true", "--version", "a@7",
            "--log-format", "text", "--log-requests", "all", "--log-predictions", "http://a/b", "--log-share", "0.25", "--log-file-mib", "5000", "--log-files", "0", "--probe", "--help",
        ];
        Assert.Null(ScorerArguments.Parse(arguments, out ScorerOptions options));
        var expected = new ScorerOptions
        {
            Pipeline = "a b.pipeline",
            Bind = IPAddress.Any,
            Port = 0,
            GrpcPort = 0,
            ThriftPort = 0,
            TlsCertificate = "c.pem",
            TlsKey = "k.pem",
            MaximumRequestBytes = 4096L << 20,
            MostRows = 7,
            MostTime = TimeSpan.Zero,
            MostConcurrent = 3,
            MostQueued = 0,
            Drain = TimeSpan.Zero,
            Linger = TimeSpan.FromSeconds(5),
            HidesSchema = true,
            Version = "a@7",
            IsLogText = true,
            LoggedRequests = LoggedRequests.All,
            PredictionLog = "http://a/b",
            PredictionShare = 0.25,
            PredictionFileBytes = 5000L << 20,
            PredictionFiles = 0,
            IsProbe = true,
            IsHelp = true,
        };
        Assert.Equal(expected, options);
    }

    [Theory]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("192.168.0.7")]
    public void Parse_AnyAddress_IsTaken(string address)
    {
        Assert.Null(ScorerArguments.Parse(["--bind", address], out ScorerOptions options));
        Assert.Equal(IPAddress.Parse(address), options.Bind);
    }

    [Fact]
    public void Parse_OptionTwice_TheLastCounts()
    {
        Assert.Null(ScorerArguments.Parse(["--port", "1", "--port", "65535"], out ScorerOptions options));
        Assert.Equal(65535, options.Port);
    }

    [Theory]
    [InlineData("csv", BodyFormat.Csv)]
    [InlineData("tsv", BodyFormat.TabSeparated)]
    [InlineData("jsonl", BodyFormat.JsonLines)]
    internal void Parse_Score_IsTaken(string format, BodyFormat expected)
    {
        Assert.Null(ScorerArguments.Parse(["--score", format, "--keep", "a b,c"], out ScorerOptions options));
        Assert.Equal(expected, options.Score);
        Assert.Equal(["a b", "c"], options.Kept);
    }

    // SageMaker starts every container with this one word, and asks at this port.
    [Fact]
    public void Parse_Serve_ListensWhereSageMakerAsks()
    {
        Assert.Null(ScorerArguments.Parse(["serve"], out ScorerOptions options));
        Assert.Equal(new ScorerOptions { Bind = IPAddress.Any, Port = 8080 }, options);
    }

    [Fact]
    public void Parse_ServeBesideOptions_TheyCountMore()
    {
        Assert.Null(ScorerArguments.Parse(["serve", "--bind", "127.0.0.1"], out ScorerOptions options, name => name == "SCORER_PORT" ? "1234" : null));
        Assert.Equal(new ScorerOptions { Bind = IPAddress.Loopback, Port = 1234 }, options);
    }

    [Fact]
    public void Parse_ServeElsewhereThanInFront_IsNoOption() =>
        Assert.Equal("serve: a value is missing, or the option is unknown", ScorerArguments.Parse(["--port", "1", "serve"], out _));

    [Fact]
    public void Parse_ShortHelp_IsHelp()
    {
        Assert.Null(ScorerArguments.Parse(["-h"], out ScorerOptions options));
        Assert.True(options.IsHelp);
    }

    [Theory]
    [InlineData("--pipeline: a value is missing, or the option is unknown", "--pipeline")]
    [InlineData("--port: a value is missing, or the option is unknown", "--probe", "--port")]
    [InlineData("--verbose: a value is missing, or the option is unknown", "--verbose")]
    [InlineData("--verbose: unknown option", "--verbose", "--port", "1")]
    [InlineData("model.pipeline: unknown option", "model.pipeline", "x")]
    [InlineData("--Port: unknown option", "--Port", "1")]
    [InlineData("--port=1: unknown option", "--port=1", "--probe")]
    [InlineData("--bind: 'localhost' is not an IP address", "--bind", "localhost")]
    [InlineData("--bind: '' is not an IP address", "--bind", "")]
    [InlineData("--port: '65536' is not a port", "--port", "65536")]
    [InlineData("--port: '-1' is not a port", "--port", "-1")]
    [InlineData("--port: '80.5' is not a port", "--port", "80.5")]
    [InlineData("--port: ' 80' is not a port", "--port", " 80")]
    [InlineData("--port: 'http' is not a port", "--port", "http")]
    [InlineData("--port: '99999999999999999999' is not a port", "--port", "99999999999999999999")]
    [InlineData("--max-request-mib: '0' is not a whole number from 1 to 1048576", "--max-request-mib", "0")]
    [InlineData("--max-request-mib: '1048577' is not a whole number from 1 to 1048576", "--max-request-mib", "1048577")]
    [InlineData("--max-request-mib: '1.5' is not a whole number from 1 to 1048576", "--max-request-mib", "1.5")]
    [InlineData("--grpc-port: '65536' is not a port", "--grpc-port", "65536")]
    [InlineData("--grpc-port: 'off' is not a port", "--grpc-port", "off")]
    [InlineData("--grpc-port: 9090 is the port of HTTP", "--grpc-port", "9090")]
    [InlineData("--thrift-port: 9091 is the port of gRPC", "--grpc-port", "9091", "--thrift-port", "9091")]
    [InlineData("--thrift-port: '65536' is not a port", "--thrift-port", "65536")]
    [InlineData("--thrift-port: '' is not a port", "--thrift-port", "")]
    [InlineData("--thrift-port: a value is missing, or the option is unknown", "--thrift-port")]
    [InlineData("--thrift-port: 9090 is the port of HTTP", "--thrift-port", "9090")]
    [InlineData("--thrift-port: 9092 is the port of HTTP", "--thrift-port", "9092", "--port", "9092")]
    [InlineData("--max-rows: '0' is not a whole number from 1 to 2147483647", "--max-rows", "0")]
    [InlineData("--max-concurrent: '0' is not a whole number from 1 to 1000000", "--max-concurrent", "0")]
    [InlineData("--drain-seconds: '3601' is not a whole number from 0 to 3600", "--drain-seconds", "3601")]
    [InlineData("--drain-seconds: '-1' is not a whole number from 0 to 3600", "--drain-seconds", "-1")]
    [InlineData("--score: 'xlsx' is none of csv, tsv, jsonl", "--score", "xlsx")]
    [InlineData("--keep: it belongs to --score", "--keep", "a,b")]
    [InlineData("--hide-schema: 'yes' is neither true nor false", "--hide-schema", "yes")]
    [InlineData("--log-format: 'xml' is neither json nor text", "--log-format", "xml")]
    [InlineData("--log-requests: 'some' is none of none, failed, all", "--log-requests", "some")]
    [InlineData("--log-predictions: 'ftp://a' is neither stdout nor a file nor an address with http://, https:// or unix://", "--log-predictions", "ftp://a")]
    [InlineData("--log-share: '0' is not a number above 0 and up to 1", "--log-share", "0")]
    [InlineData("--log-share: '1.5' is not a number above 0 and up to 1", "--log-share", "1.5")]
    [InlineData("--log-share: 'NaN' is not a number above 0 and up to 1", "--log-share", "NaN")]
    [InlineData("--drain-seconds: '10s' is not a whole number from 0 to 3600", "--drain-seconds", "10s")]
    public void Parse_WrongCommandLine_SaysWhat(string expected, params string[] arguments) =>
        Assert.Equal(expected, ScorerArguments.Parse(arguments, out _));

    [Theory]
    [InlineData("--pipeline")]
    [InlineData("--bind")]
    [InlineData("--port")]
    [InlineData("--max-request-mib")]
    [InlineData("--drain-seconds")]
    [InlineData("--grpc-port")]
    [InlineData("--thrift-port")]
    [InlineData("--api-keys")]
    [InlineData("--tls-certificate")]
    [InlineData("--tls-key")]
    [InlineData("--max-rows")]
    [InlineData("--max-seconds")]
    [InlineData("--max-concurrent")]
    [InlineData("--max-queued")]
    [InlineData("--hide-schema")]
    [InlineData("--version")]
    [InlineData("--log-format")]
    [InlineData("--log-requests")]
    [InlineData("--log-predictions")]
    [InlineData("--log-share")]
    [InlineData("--log-file-mib")]
    [InlineData("--log-files")]
    [InlineData("--score")]
    [InlineData("--keep")]
    [InlineData("--probe")]
    public void Usage_EveryOption_IsExplained(string option) => Assert.Contains($"\n  {option} ", ScorerArguments.Usage, StringComparison.Ordinal);

    [Fact]
    public void Parse_Environment_CountsLessThanTheCommandLine()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["SCORER_PORT"] = "1", ["SCORER_GRPC_PORT"] = "9091", ["SCORER_MAX_ROWS"] = "5", ["SCORER_API_KEYS"] = "a, b,", ["SCORER_BIND"] = "" };
        Assert.Null(ScorerArguments.Parse(["--port", "2"], out ScorerOptions options, environment.GetValueOrDefault));
        Assert.Equal((2, 9091, 5, IPAddress.Loopback), (options.Port, options.GrpcPort, options.MostRows, options.Bind));
        Assert.Equal(["a", "b"], options.ApiKeys);
    }

    [Fact]
    public void Parse_WrongVariable_IsNamed()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["SCORER_MAX_SECONDS"] = "soon" };
        Assert.Equal("SCORER_MAX_SECONDS: 'soon' is not a whole number from 0 to 86400", ScorerArguments.Parse([], out _, environment.GetValueOrDefault));
    }

    [Fact]
    public void Parse_VariableWithoutAKey_IsRefused() => Assert.Equal("SCORER_API_KEYS: it holds no key", ScorerArguments.Parse([], out _, name => name == "SCORER_API_KEYS" ? " , " : null));

    [Fact]
    public void Parse_VariablesThatKubernetesSets_AreNone()
    {
        Assert.Null(ScorerArguments.Parse([], out ScorerOptions options, name => name is "SCORER_PORT" or "SCORER_GRPC_PORT" ? "tcp://10.0.0.1:9090" : null));
        Assert.Equal((9090, null), (options.Port, options.GrpcPort));
        Assert.Equal("--port: 'tcp://10.0.0.1:9090' is not a port", ScorerArguments.Parse(["--port", "tcp://10.0.0.1:9090"], out _));
    }

    [Fact]
    public async Task Parse_FileOfKeys_IsRead()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("keys"), none = folder.File("none");
        await File.WriteAllTextAsync(file, "# the dashboard\nkey one\n\n  key-two \n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(none, "# nobody\n", TestContext.Current.CancellationToken);
        Assert.Null(ScorerArguments.Parse(["--api-keys", file], out ScorerOptions options));
        Assert.Equal(["key one", "key-two"], options.ApiKeys);
        Assert.Equal("--thrift-port: callers of Thrift can show no key; leave it out, or --api-keys", ScorerArguments.Parse(["--api-keys", file, "--thrift-port", "0"], out _));
        Assert.Equal($"--api-keys: '{none}' holds no key", ScorerArguments.Parse(["--api-keys", none], out _));
        Assert.StartsWith("--api-keys: 'missing' cannot be read: ", ScorerArguments.Parse(["--api-keys", "missing"], out _), StringComparison.Ordinal);
    }
}
