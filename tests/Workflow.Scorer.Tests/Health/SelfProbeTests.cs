using System.Net;
using System.Net.Sockets;
using Workflow.Scorer.Health;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Health;

public sealed class SelfProbeTests
{
    [Fact]
    public async Task Run_ReadyScorer_Is0()
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Binary().ToZip().ToBytes());
        Assert.Equal(0, await ProbeAsync(scorer.Address.Port));
    }

    [Fact]
    public async Task Run_ScorerThatIsNotReady_Is1()
    {
        await using RunningScorer scorer = await RunningScorer.StartUnreadableAsync(null);
        Assert.Equal(1, await ProbeAsync(scorer.Address.Port));
    }

    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("0.0.0.0")]
    public async Task Run_ScorerOfAnotherAddress_Is0(string address)
    {
        var options = new ScorerOptions { Bind = IPAddress.Parse(address) };
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Binary().ToZip().ToBytes(), options);
        Assert.Equal(0, await SelfProbe.RunAsync(options with { Port = scorer.Address.Port }));
    }

    [Fact]
    public async Task Run_NobodyListens_Is1()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        Assert.Equal(1, await ProbeAsync(port));
    }

    // The probe hangs up after 16 bytes.
    [Theory]
    [InlineData("", 1)]
    [InlineData("HTTP/1.1 20", 1)]
    [InlineData("220 mail ESMTP\r\n", 1)]
    [InlineData("HTTP/1.1 503 Bus", 1)]
    [InlineData("HTTP/1.1 200 OK\r", 0)]
    public async Task Run_SomebodyElseAnswersAndHangsUp_CountsTheStatusLine(string answer, int expected)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task<int> probing = ProbeAsync(((IPEndPoint)listener.LocalEndpoint).Port);
        using (TcpClient client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken))
        {
            await client.GetStream().ReadExactlyAsync(new byte[20], TestContext.Current.CancellationToken);

            // Byte by byte: the probe must put them together.
            client.NoDelay = true;
            foreach (byte one in answer.Select(c => (byte)c)) await client.GetStream().WriteAsync(new[] { one }, TestContext.Current.CancellationToken);
            client.Client.Shutdown(SocketShutdown.Send);
            Assert.Equal(expected, await probing);
        }
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Run_SomebodyListensAndSaysNothing_GivesUpWith1()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Assert.Equal(1, await ProbeAsync(((IPEndPoint)listener.LocalEndpoint).Port));
    }

    private static Task<int> ProbeAsync(int port) => SelfProbe.RunAsync(new ScorerOptions { Port = port, IsProbe = true });
}
