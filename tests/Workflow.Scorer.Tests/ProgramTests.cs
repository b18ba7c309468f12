using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Testing.Http;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests;

/// <summary>The built program, as an image starts it.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task Main_Help_TellsTheUsage()
    {
        using ScorerProcess scorer = ScorerProcess.Start("--help");
        (int code, string output, string error) = await scorer.EndAsync();
        Assert.Equal(0, code);
        Assert.Equal(ScorerArguments.Usage, output.TrimEnd('\n'));
        Assert.Empty(error);
    }

    [Fact]
    public async Task Main_WrongCommandLine_SaysWhatAndTheUsage()
    {
        using ScorerProcess scorer = ScorerProcess.Start("--port", "x");
        (int code, string output, string error) = await scorer.EndAsync();
        Assert.Equal(64, code);
        Assert.Empty(output);
        Assert.Equal("--port: 'x' is not a port\nscorer --help lists the options\n", error);
    }

    // A scorer that was to ask for keys must not answer everybody.
    [Fact]
    public async Task Main_MistypedVariable_DoesNotStart()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["SCORER_API_KEY"] = "secret" };
        using (ScorerProcess scorer = ScorerProcess.StartWith(variables, "--port", "0"))
        {
            Assert.Equal((64, string.Empty, "SCORER_API_KEY: the scorer has no such variable; did you mean SCORER_API_KEYS?\nscorer --help lists the options\n"), await scorer.EndAsync());
        }

        using ScorerProcess help = ScorerProcess.StartWith(variables, "--help");
        Assert.Equal(0, (await help.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Main_VariablesOfOthers_AreWarnedOfUnlessKubernetesSetsThem()
    {
        using ScorerProcess scorer = ScorerProcess.StartWith(
            new() { ["SCORER_TEAM"] = "a", ["SCORER_PORT"] = "tcp://10.0.0.1:9090", ["SCORER_SERVICE_HOST"] = "10.0.0.1" }, "--pipeline", "/nowhere/a.pipeline", "--port", "0");
        await scorer.AddressAsync();
        scorer.Terminate();
        (int code, string log, _) = await scorer.EndAsync();
        Assert.Equal(0, code);
        Assert.Equal("the scorer has no variable SCORER_TEAM: it is passed over; scorer --help lists the options", ScorerProcess.Messages(log)[0]);
        Assert.Equal(3, ScorerProcess.Messages(log).Length);
    }

    [Fact]
    public async Task Main_ReadyAndTerminated_AnswersAndEndsWith0()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a.pipeline");
        await File.WriteAllBytesAsync(file, SamplePipelines.Graded().ToZip().ToBytes(), TestContext.Current.CancellationToken);
        using ScorerProcess scorer = ScorerProcess.Start("--pipeline", file, "--port", "0");
        Uri address = await scorer.AddressAsync();
        using (ScorerProcess probe = ScorerProcess.Start("--probe", "--port", address.Port.ToString(CultureInfo.InvariantCulture)))
        {
            Assert.Equal((0, string.Empty, string.Empty), await probe.EndAsync());
        }

        scorer.Terminate();
        (int code, string log, string error) = await scorer.EndAsync();
        Assert.Equal(0, code);
        Assert.Empty(error);
        Assert.Contains(", ready with sample ", Assert.Single(ScorerProcess.Messages(log)), StringComparison.Ordinal);
    }

    // Amazon SageMaker starts it with the one word, and asks these two.
    [Fact]
    public async Task Main_Serve_AnswersWhatSageMakerAsks()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a.pipeline");
        await File.WriteAllBytesAsync(file, SamplePipelines.Graded().ToZip().ToBytes(), TestContext.Current.CancellationToken);
        using ScorerProcess scorer = ScorerProcess.Start("serve", "--pipeline", file, "--port", "0");
        Uri address = await scorer.AddressAsync();
        Assert.Equal("0.0.0.0", address.Host);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new UriBuilder(address) { Host = "127.0.0.1" }.Uri };
        Assert.Equal("\n", await http.GetStringAsync(new Uri("/ping", UriKind.Relative), TestContext.Current.CancellationToken));
        using var body = new StringContent("""{"dataframe_split":{"columns":["temperature","pressure","mode"],"data":[["1","0.1","eco"]]}}""", System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await http.PostAsync(new Uri("/invocations", UriKind.Relative), body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    // Callers know the uppermost authority alone.
    [Fact]
    public async Task Main_WithACertificateOfAnAuthorityBelowAnother_ShowsBoth()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a.pipeline"), pem = folder.File("a.pem"), key = folder.File("a.key");
        await File.WriteAllBytesAsync(file, SamplePipelines.Graded().ToZip().ToBytes(), TestContext.Current.CancellationToken);
        using X509Certificate2 root = await Certificates.WriteChainAsync(pem, key);
        using ScorerProcess scorer = ScorerProcess.Start("--pipeline", file, "--port", "0", "--tls-certificate", pem, "--tls-key", key);
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        trust.CustomTrustStore.Add(root);
        using var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust } };
        using var http = new HttpClient(handler) { BaseAddress = await scorer.AddressAsync() };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Main_WithACertificate_AnswersByHttpsAndProbesItself()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a.pipeline"), pem = folder.File("a.pem"), key = folder.File("a.key"), other = folder.File("b.pem");
        await File.WriteAllBytesAsync(file, SamplePipelines.Graded().ToZip().ToBytes(), TestContext.Current.CancellationToken);
        using X509Certificate2 certificate = await Certificates.WriteAsync(pem, key);
        using X509Certificate2 another = await Certificates.WriteAsync(other, folder.File("b.key"));
        using ScorerProcess scorer = ScorerProcess.Start("--pipeline", file, "--port", "0", "--tls-certificate", pem, "--tls-key", key);
        Uri address = await scorer.AddressAsync();
        Assert.Equal("https", address.Scheme);
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(certificate);
        using var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust } };
        using var http = new HttpClient(handler) { BaseAddress = address };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
        string port = address.Port.ToString(CultureInfo.InvariantCulture);
        using (ScorerProcess probe = ScorerProcess.Start("--probe", "--port", port, "--tls-certificate", pem)) Assert.Equal(0, (await probe.EndAsync()).ExitCode);
        using (ScorerProcess probe = ScorerProcess.Start("--probe", "--port", port, "--tls-certificate", other)) Assert.Equal(1, (await probe.EndAsync()).ExitCode);
        scorer.Terminate();
        Assert.Equal(0, (await scorer.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData("--tls-certificate: '/nowhere/a.pem' cannot be used: ", "--tls-certificate", "/nowhere/a.pem")]
    [InlineData("--tls-key: there is no --tls-certificate to which it belongs", "--tls-key", "/nowhere/a.key")]
    public async Task Main_NoCertificate_SaysSoWithoutAStackTrace(string expected, params string[] arguments)
    {
        using ScorerProcess scorer = ScorerProcess.Start([.. arguments, "--port", "0"]);
        (int code, string log, _) = await scorer.EndAsync();
        Assert.Equal(1, code);
        Assert.StartsWith(expected, Assert.Single(ScorerProcess.Messages(log)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Main_NoPipeline_ServesItsReason()
    {
        using ScorerProcess scorer = ScorerProcess.Start("--pipeline", "/nowhere/a.pipeline", "--port", "0");
        Uri address = await scorer.AddressAsync();
        using var http = new HttpClient { BaseAddress = address };
        HttpResponseMessage response = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("/nowhere/a.pipeline", (await Answers.ProblemAsync(response, HttpStatusCode.ServiceUnavailable)).Detail, StringComparison.Ordinal);
        scorer.Terminate();
        (int code, string log, _) = await scorer.EndAsync();
        Assert.Equal(0, code);
        Assert.StartsWith("not ready: /nowhere/a.pipeline: ", ScorerProcess.Messages(log)[0], StringComparison.Ordinal);
    }

    // Neither is the scorer's defect: its log is for those.
    [Fact]
    public async Task Main_CallersThatLeaveOrSpeakNoHttp_AreNotLogged()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a.pipeline");
        await File.WriteAllBytesAsync(file, SamplePipelines.Binary().ToZip().ToBytes(), TestContext.Current.CancellationToken);
        using ScorerProcess scorer = ScorerProcess.Start("--pipeline", file, "--port", "0");
        Uri address = await scorer.AddressAsync();
        using (RawConnection leaving = await RawConnection.OpenAsync(address))
        {
            await leaving.SendAsync("POST /model/score HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n");
            await leaving.ReadUntilAsync("100 Continue");
            await leaving.SendAsync("{");
        }

        foreach (string nonsense in (string[])["\x16\x03\x01\x02", "GET\r\n\r\n", "POST /model/score HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"])
        {
            using RawConnection other = await RawConnection.OpenAsync(address);
            await other.SendAsync(nonsense + "\r\n\r\n");
            await other.ReadToEndAsync();
        }

        scorer.Terminate();
        (_, string log, _) = await scorer.EndAsync();
        Assert.Single(ScorerProcess.Messages(log));
    }

    // As a cluster does with a pod: it is told to end, and requests are led to it for a while yet.
    [Fact]
    public async Task Main_TerminatedWithTimeToLinger_IsNotReadyAndAnswersAndEnds()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        string file = folder.File("a.pipeline");
        await File.WriteAllBytesAsync(file, SamplePipelines.Binary().ToZip().ToBytes(), cancellation);
        using ScorerProcess scorer = ScorerProcess.StartWith(new() { ["SCORER_LINGER_SECONDS"] = "3600" }, "--pipeline", file, "--port", "0");
        using var http = new HttpClient { BaseAddress = await scorer.AddressAsync() };
        var ready = new Uri("health/ready", UriKind.Relative);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(ready, cancellation)).StatusCode);
        scorer.Terminate();
        HttpResponseMessage answer = await http.GetAsync(ready, cancellation);
        while (answer.StatusCode == HttpStatusCode.OK) answer = await http.GetAsync(ready, cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("it was told to end", await answer.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("health/live", UriKind.Relative), cancellation)).StatusCode);
        string sample = await http.GetStringAsync(new Uri("model/sample_request", UriKind.Relative), cancellation);
        HttpResponseMessage scored = await http.PostAsync(new Uri("model/score", UriKind.Relative), new StringContent(sample), cancellation);
        Assert.Equal((HttpStatusCode.OK, true), (scored.StatusCode, scored.Headers.ConnectionClose));
        scorer.Terminate();
        Assert.Equal(0, (await scorer.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Main_LingerIsOver_EndsByItself()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a.pipeline");
        await File.WriteAllBytesAsync(file, SamplePipelines.Binary().ToZip().ToBytes(), TestContext.Current.CancellationToken);
        using ScorerProcess scorer = ScorerProcess.Start("--pipeline", file, "--port", "0", "--linger-seconds", "1");
        await scorer.AddressAsync();
        scorer.Terminate();
        Assert.Equal(0, (await scorer.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Main_TerminatedWithoutTimeToDrain_EndsWith0AndLogsNoDefect()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a.pipeline");
        await File.WriteAllBytesAsync(file, SamplePipelines.Binary().ToZip().ToBytes(), TestContext.Current.CancellationToken);
        using ScorerProcess scorer = ScorerProcess.Start("--pipeline", file, "--port", "0", "--drain-seconds", "0");
        using RawConnection open = await RawConnection.OpenAsync(await scorer.AddressAsync());
        await open.SendAsync("POST /model/score HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n");
        await open.ReadUntilAsync("100 Continue");
        scorer.Terminate();
        (int code, string log, _) = await scorer.EndAsync();
        Assert.Equal(0, code);
        Assert.Single(ScorerProcess.Messages(log));
    }

    [Fact]
    public async Task Main_PortIsTaken_SaysSoWithoutAStackTrace()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await AssertCannotListenAsync("127.0.0.1", port, "address already in use");
    }

    [Fact]
    public async Task Main_PortOfThriftIsTaken_NamesBoth()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using ScorerProcess scorer = ScorerProcess.Start("--pipeline", "/nowhere/a.pipeline", "--port", "0", "--thrift-port", port.ToString(CultureInfo.InvariantCulture));
        (int code, string log, _) = await scorer.EndAsync();
        Assert.Equal(1, code);
        string line = ScorerProcess.Messages(log)[^1];
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"cannot listen on 127.0.0.1, ports 0 and {port}: "), line, StringComparison.Ordinal);
        Assert.Contains("address already in use", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Main_ThriftIsAskedFor_TellsItsPortAndAnswersThere()
    {
        using ScorerProcess scorer = ScorerProcess.Start("--pipeline", "/nowhere/a.pipeline", "--port", "0", "--thrift-port", "0");
        Uri address = await scorer.AddressAsync();
        Assert.NotEqual(address.Port, scorer.ThriftPort);
        using ThriftClient client = await ThriftClient.OpenAsync(scorer.ThriftPort);
        Assert.StartsWith("not ready: ", (await client.CallAsync("get_hash")).Error.Message, StringComparison.Ordinal);
    }

    // An address of the range for documentation is nobody's.
    [Fact]
    public Task Main_AddressOfAnotherHost_SaysSoWithoutAStackTrace() => AssertCannotListenAsync("192.0.2.1", 8080, "Cannot assign requested address");

    private static async Task AssertCannotListenAsync(string address, int port, string reason)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a.pipeline");
        await File.WriteAllBytesAsync(file, SamplePipelines.Binary().ToZip().ToBytes(), TestContext.Current.CancellationToken);
        using ScorerProcess scorer = ScorerProcess.Start("--pipeline", file, "--bind", address, "--port", port.ToString(CultureInfo.InvariantCulture));
        (int code, string log, _) = await scorer.EndAsync();
        Assert.Equal(1, code);
        string line = Assert.Single(ScorerProcess.Messages(log));
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"cannot listen on {address}, port {port}: "), line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
    }
}
