using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Http;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests;

public sealed class ScorerServerTests
{
    private const string Body = """{"fields":["temperature","pressure","mode"],"rows":[[1,2,"eco"]]}""";

    [Fact]
    public async Task Stop_RequestIsOpen_AnswersItBeforeTheEnd()
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Graded().ToZip().ToBytes());
        using RawConnection connection = await OpenRequestAsync(scorer);
        Task stopping = scorer.Server.StopAsync(TestContext.Current.CancellationToken);
        await AssertRefusesConnectionsAsync(scorer.Address);
        Assert.False(stopping.IsCompleted);

        await connection.SendAsync(Body[10..]);
        string answer = await connection.ReadToEndAsync();
        Assert.Contains("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        Assert.Contains(Answers.Expected(scorer.Pipeline!, "1", "2", "eco")[0], answer, StringComparison.Ordinal);
        await stopping;
    }

    [Fact]
    public async Task Stop_RequestStaysOpenBeyondTheDrainTime_EndsAnyway()
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(
            SamplePipelines.Graded().ToZip().ToBytes(), new ScorerOptions { Drain = TimeSpan.Zero });
        using RawConnection connection = await OpenRequestAsync(scorer);
        await scorer.Server.StopAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("200 OK", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_OneServerPerPort_PipelinesDoNotMix()
    {
        await using RunningScorer first = await RunningScorer.StartAsync(SamplePipelines.Graded().ToZip().ToBytes());
        await using RunningScorer second = await RunningScorer.StartAsync(SamplePipelines.Binary().ToZip().ToBytes());
        Assert.Equal(3, (await Answers.ScoresAsync(await first.ScoreAsync(Body), first.Pipeline!))[0].Length);
        Assert.Equal(2, (await Answers.ScoresAsync(await second.ScoreAsync(Body), second.Pipeline!))[0].Length);
    }

    [Fact]
    public async Task Build_ByDefault_ListensOnLoopbackAlone()
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Binary().ToZip().ToBytes());
        Assert.Equal("127.0.0.1", scorer.Address.Host);
    }

    // The handler has begun to read the body once it has asked for it.
    private static async Task<RawConnection> OpenRequestAsync(RunningScorer scorer)
    {
        RawConnection connection = await RawConnection.OpenAsync(scorer.Address);
        await connection.SendAsync(string.Create(
            CultureInfo.InvariantCulture, $"POST /model/score HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {Body.Length}\r\n\r\n"));
        await connection.ReadUntilAsync("100 Continue");
        await connection.SendAsync(Body[..10]);
        return connection;
    }

    private static async Task AssertRefusesConnectionsAsync(Uri address)
    {
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, address.Port, TestContext.Current.CancellationToken);
            }
            catch (SocketException refused)
            {
                Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
                return;
            }
        }
    }
}
