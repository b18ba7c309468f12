using System.Globalization;
using System.Net;
using System.Net.Sockets;
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
        Assert.Equal(ScorerOptions.Usage, output.TrimEnd('\n'));
        Assert.Empty(error);
    }

    [Fact]
    public async Task Main_WrongCommandLine_SaysWhatAndTheUsage()
    {
        using ScorerProcess scorer = ScorerProcess.Start("--port", "x");
        (int code, string output, string error) = await scorer.EndAsync();
        Assert.Equal(64, code);
        Assert.Empty(output);
        Assert.Equal($"--port: 'x' is not a port\n{ScorerOptions.Usage}\n", error);
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
        (int code, string output, string error) = await scorer.EndAsync();
        Assert.Equal(0, code);
        Assert.Empty(output);
        Assert.Contains(", ready with sample ", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
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
        (int code, _, string error) = await scorer.EndAsync();
        Assert.Equal(0, code);
        Assert.StartsWith("not ready: /nowhere/a.pipeline: ", error, StringComparison.Ordinal);
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
        (_, _, string error) = await scorer.EndAsync();
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
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
        (int code, _, string error) = await scorer.EndAsync();
        Assert.Equal(0, code);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Main_PortIsTaken_SaysSoWithoutAStackTrace()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await AssertCannotListenAsync("127.0.0.1", port, "address already in use");
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
        (int code, _, string error) = await scorer.EndAsync();
        Assert.Equal(1, code);
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"cannot listen on {address}, port {port}: "), line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
    }
}
