using System.Globalization;
using System.Net;
using System.Text;
using Workflow.Scorer.Admission;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Http;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Requests;

/// <summary>Bodies of every length, told and not, and what happens where there is no room for them.</summary>
public sealed class RequestBodyReaderTests
{
    private const int Kibibyte = 1 << 10;
    private const int Limit = 1024 * Kibibyte;

    // The lines between chunks count too.
    private const int LargestChunked = Limit - Kibibyte;
    private static readonly byte[] Small = Body(100);

    // Large bodies share 1,500 KiB: one of them at a time. Nobody waits, so that no test does.
    private static readonly AdmissionOptions OneLarge = new() { BudgetBytes = 2000 * Kibibyte, Patience = TimeSpan.Zero };

    [Theory]
    [InlineData(70)]
    [InlineData((64 * Kibibyte) - 1)]
    [InlineData(64 * Kibibyte)]
    [InlineData((64 * Kibibyte) + 1)]
    [InlineData(127_999)]
    [InlineData(128_000)]
    [InlineData(128_001)]
    [InlineData(256 * Kibibyte)]
    [InlineData((256 * Kibibyte) + 1)]
    [InlineData(Limit - 1)]
    [InlineData(Limit)]
    public async Task Read_BodyUpToTheLimit_IsReadWholeWhetherItsLengthIsToldOrNot(int length)
    {
        await using RunningScorer scorer = await StartAsync();
        string[] expected = Answers.Expected(scorer.Pipeline!, "1", "2", "eco");
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(expected, Assert.Single(await Answers.ScoresAsync(await scorer.ScoreAsync(Body(length)), scorer.Pipeline!)));
            Assert.Equal(expected, Assert.Single(await Answers.ScoresAsync(await SendChunkedAsync(scorer, Body(Math.Min(length, LargestChunked))), scorer.Pipeline!)));
        }
    }

    [Fact]
    public async Task Read_NoBody_IsRefusedAsNoJson()
    {
        await using RunningScorer scorer = await StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(scorer.Address);
        await connection.SendAsync("POST /model/score HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        string answer = await connection.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("not JSON: ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NoRoomForALargeBody_Answers503AndSmallOnesGoOn()
    {
        await using RunningScorer scorer = await StartAsync();
        using RawConnection open = await OpenAsync(scorer, Limit);

        HttpResponseMessage refused = await scorer.ScoreAsync(Body(Limit));
        Problem problem = await Answers.ProblemAsync(refused, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("Busy", problem.Title);
        Assert.Equal("other requests take the memory for bodies of more than 128000 bytes; nothing was scored, try again", problem.Detail);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        await Answers.ProblemAsync(await SendChunkedAsync(scorer, Body(LargestChunked)), HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, (await scorer.ScoreAsync(Small)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendChunkedAsync(scorer, Small)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendChunkedAsync(scorer, Body(128_000))).StatusCode);

        await open.SendAsync(Body(Limit));
        Assert.StartsWith("HTTP/1.1 200 ", (await open.ReadToEndAsync())["HTTP/1.1 100 Continue\r\n\r\n".Length..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_RoomComesBack_ForEveryWayInWhichARequestEnds()
    {
        await using RunningScorer scorer = await StartAsync(new AdmissionOptions { BudgetBytes = OneLarge.BudgetBytes, Patience = TimeSpan.FromMinutes(1) });
        for (int i = 0; i < 3; i++)
        {
            using (RawConnection leaving = await OpenAsync(scorer, Limit)) await leaving.SendAsync("{");
            Assert.Equal(HttpStatusCode.BadRequest, (await scorer.ScoreAsync(new byte[Limit])).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await scorer.ScoreAsync(Body(Limit))).StatusCode);
        }
    }

    [Fact]
    public async Task Read_MoreThanTheBudgetHolds_Answers413WithTheLimitThatHolds()
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Graded().ToZip().ToBytes(), null, OneLarge);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/model/score") { Content = new ByteArrayContent(Body(1_536_001)) };
        request.Headers.ExpectContinue = true;
        Problem problem = await Answers.ProblemAsync(
            await scorer.Http.SendAsync(request, TestContext.Current.CancellationToken), HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal("a request may have at most 1536000 bytes; send fewer rows at a time", problem.Detail);
        Assert.Equal(HttpStatusCode.OK, (await scorer.ScoreAsync(Body(1_536_000))).StatusCode);
    }

    private static Task<RunningScorer> StartAsync(AdmissionOptions? admission = null) => RunningScorer.StartAsync(
        SamplePipelines.Graded().ToZip().ToBytes(), new ScorerOptions { MaximumRequestBytes = Limit }, admission ?? OneLarge);

    private static async Task<HttpResponseMessage> SendChunkedAsync(RunningScorer scorer, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/model/score") { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = true;
        return await scorer.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    // A request whose body is awaited has been admitted.
    private static async Task<RawConnection> OpenAsync(RunningScorer scorer, int length)
    {
        RawConnection connection = await RawConnection.OpenAsync(scorer.Address);
        await connection.SendAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"POST /model/score HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: {length}\r\n\r\n"));
        await connection.ReadUntilAsync("100 Continue");
        return connection;
    }

    private static byte[] Body(int length) =>
        Encoding.UTF8.GetBytes("""{"fields":["temperature","pressure","mode"],"rows":[[1,2,"eco"]]""".PadRight(length - 1) + "}");
}
