using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Workflow.Jobs.Sources;
using Workflow.Training.Files;
using Workflow.Training.Recipes.Sources;

namespace Workflow.Jobs.Tests.Sources;

public sealed class DownloaderTests
{
    private const string Tag = "\"one\"";
    private static readonly byte[] Content = [.. Enumerable.Range(0, 5_000).Select(i => (byte)(i * 31 / 7))];
    private static readonly byte[] Other = [.. Content.Select(b => (byte)~b), 1, 2, 3];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FetchAsync_AFile_IsKeptAndNotFetchedAgain()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server.Serve(Content, Tag);
        Assert.Equal(Content, await downloads.FetchAsync());
        Assert.Equal((Content.Length, Content.Length), downloads.Progress.Last);
        downloads.Restart();
        Assert.Equal(Content, await downloads.FetchAsync());
        Assert.Single(downloads.Server.Asked);
        Assert.Empty(downloads.Unfinished);
    }

    [Fact]
    public async Task FetchAsync_FileWithoutLengthOrTag_IsKeptToo()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server.Answer(async context =>
        {
            await context.Response.StartAsync();
            await context.Response.Body.WriteAsync(Content);
        });
        Assert.Equal(Content, await downloads.FetchAsync(downloads.Source(Sha256Hex.Of(Content))));
        Assert.Equal((Content.Length, null), downloads.Progress.Last);
    }

    [Fact]
    public async Task FetchAsync_ConnectionIsCut_GoesOnWhereItStopped()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server
            .ServeAndCut(Content, Tag, 2_000, downloads.Progress.WhenAsync(2_000))
            .ServeAndCut(Content, Tag, 1_500, downloads.Progress.WhenAsync(3_500))
            .Serve(Content, Tag);
        Task<byte[]> fetching = downloads.FetchAsync();
        await downloads.LetRetryAsync(2);
        Assert.Equal(Content, await fetching);
        Assert.Equal(["all", $"bytes=2000- if {Tag}", $"bytes=3500- if {Tag}"], downloads.Server.Asked);
    }

    // What is visible on the way, and what a new process makes of it.
    [Fact]
    public async Task FetchAsync_ProcessEndsInTheMiddle_TheNextGoesOn()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        await downloads.InterruptAsync(Content, Tag, 2_000);
        Assert.Empty(downloads.Whole);
        Assert.Equal(2_000, new FileInfo(Assert.Single(downloads.Unfinished)).Length);

        downloads.Restart();
        downloads.Server.Skip().Serve(Content, Tag);
        Assert.Equal(Content, await downloads.FetchAsync());
        Assert.Equal($"bytes=2000- if {Tag}", downloads.Server.Asked[^1]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("W/\"one\"")]
    public async Task FetchAsync_NothingPromisesEqualBytes_BeginsAnew(string? tag)
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server.ServeAndCut(Content, tag, 2_000, downloads.Progress.WhenAsync(2_000)).Serve(Content, tag);
        Task<byte[]> fetching = downloads.FetchAsync();
        await downloads.LetRetryAsync();
        Assert.Equal(Content, await fetching);
        Assert.Equal(["all", "all"], downloads.Server.Asked);
    }

    [Fact]
    public async Task FetchAsync_ServerIgnoresTheRange_BeginsAnew()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server
            .ServeAndCut(Content, Tag, 2_000, downloads.Progress.WhenAsync(2_000))
            .Answer(context => context.Response.Body.WriteAsync(Content).AsTask());
        Task<byte[]> fetching = downloads.FetchAsync();
        await downloads.LetRetryAsync();
        Assert.Equal(Content, await fetching);
        Assert.Equal($"bytes=2000- if {Tag}", downloads.Server.Asked[1]);
    }

    [Fact]
    public async Task FetchAsync_FileChangedMeanwhile_IsFetchedFromItsBeginning()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server
            .ServeAndCut(Content, Tag, 2_000, downloads.Progress.WhenAsync(2_000))
            .ServeAndCut(Other, "\"two\"", 1_000, downloads.Progress.WhenAsync(1_000))
            .Serve(Other, "\"two\"");
        Task<byte[]> fetching = downloads.FetchAsync();
        await downloads.LetRetryAsync(2);
        Assert.Equal(Other, await fetching);
        Assert.Equal(["all", $"bytes=2000- if {Tag}", "bytes=1000- if \"two\""], downloads.Server.Asked);
    }

    [Theory]
    [InlineData("bytes 1000-4999/5000")]
    [InlineData("")]
    public async Task FetchAsync_ServerContinuesSomewhereElse_IsNotPutTogether(string range)
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server
            .ServeAndCut(Content, Tag, 2_000, downloads.Progress.WhenAsync(2_000))
            .Answer(async context =>
            {
                context.Response.StatusCode = StatusCodes.Status206PartialContent;
                context.Response.Headers.ETag = Tag;
                if (range.Length > 0) context.Response.Headers.ContentRange = range;
                await context.Response.Body.WriteAsync(Content.AsMemory(1_000));
            })
            .Serve(Content, Tag);
        Task<byte[]> fetching = downloads.FetchAsync();
        await downloads.LetRetryAsync(2);
        Assert.Equal(Content, await fetching);
        Assert.Equal(["all", $"bytes=2000- if {Tag}", "all"], downloads.Server.Asked);
    }

    // All bytes had come, but the process ended before the file got its name.
    [Fact]
    public async Task FetchAsync_ProcessEndsAfterTheLastByte_NothingIsFetchedAgain()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        await downloads.InterruptAsync(Content, Tag, 2_000);
        await File.WriteAllBytesAsync(Assert.Single(downloads.Unfinished), Content, Cancellation);
        downloads.Server.Skip().Serve(Content, Tag);
        Assert.Equal(Content, await downloads.FetchAsync());
        Assert.Equal($"bytes=5000- if {Tag}", downloads.Server.Asked[^1]);
    }

    [Fact]
    public async Task FetchAsync_MoreBytesThanTheServerHas_BeginsAnew()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        await downloads.InterruptAsync(Content, Tag, 2_000);
        await File.WriteAllBytesAsync(Assert.Single(downloads.Unfinished), [.. Content, 1], Cancellation);
        downloads.Server.Skip().Serve(Content, Tag);
        Task<byte[]> fetching = downloads.FetchAsync();
        await downloads.LetRetryAsync();
        Assert.Equal(Content, await fetching);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FetchAsync_LargerThanTheLimit_IsRefused(bool tellsItsLength)
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server.Answer(async context =>
        {
            if (tellsItsLength) context.Response.ContentLength = Content.Length;
            await context.Response.Body.WriteAsync(Content);
        });
        var refused = await Assert.ThrowsAsync<SourceException>(() => downloads.FetchAsync(downloads.Source(maximumBytes: Content.Length - 1)));
        Assert.Equal($"{downloads.Server.Url}: larger than the recipe's limit of 4999 bytes (raise maxMiB)", refused.Message);
        Assert.False(refused.IsUnavailable);
        Assert.Empty(downloads.Whole);
        Assert.Equal(Content, await downloads.FetchAsync(downloads.Source(maximumBytes: Content.Length)));
    }

    [Fact]
    public async Task FetchAsync_NotFinishedInTime_IsUnavailable()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server.ServeAndCut(Content, Tag, 100, new TaskCompletionSource().Task);
        Task<byte[]> fetching = downloads.FetchAsync(downloads.Source(timeout: TimeSpan.FromMinutes(2)));
        await downloads.Progress.WhenAsync(100).WaitAsync(Cancellation);
        downloads.Clock.Advance(TimeSpan.FromMinutes(2));
        var late = await Assert.ThrowsAsync<SourceException>(() => fetching);
        Assert.Equal($"{downloads.Server.Url}: not finished within 2 minutes", late.Message);
        Assert.True(late.IsUnavailable);
        Assert.Empty(downloads.Whole);
    }

    [Fact]
    public async Task FetchAsync_NothingComesAnyMore_GoesOnWithANewConnection()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server.ServeAndCut(Content, Tag, 100, new TaskCompletionSource().Task).Serve(Content, Tag);
        Task<byte[]> fetching = downloads.FetchAsync();
        await downloads.Progress.WhenAsync(100).WaitAsync(Cancellation);
        await downloads.Clock.WhenTimerAsync(TimeSpan.FromSeconds(30)).WaitAsync(Cancellation);
        downloads.Clock.Advance(TimeSpan.FromSeconds(30));
        await downloads.LetRetryAsync();
        Assert.Equal(Content, await fetching);
        Assert.Equal($"bytes=100- if {Tag}", downloads.Server.Asked[1]);
    }

    [Fact]
    public async Task FetchAsync_ServerNeverAnswers_IsUnavailableLongBeforeTheTimeIsUp()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        var asked = new TaskCompletionSource();
        downloads.Server.Answer(context =>
        {
            asked.SetResult();
            return new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
        });
        Task<byte[]> fetching = downloads.FetchAsync();
        await asked.Task.WaitAsync(Cancellation);
        downloads.Clock.Advance(TimeSpan.FromSeconds(30));
        var silent = await Assert.ThrowsAsync<SourceException>(() => fetching);
        Assert.EndsWith(": nothing came for 30 s", silent.Message, StringComparison.Ordinal);
        Assert.True(silent.IsUnavailable);
    }

    [Fact]
    public async Task FetchAsync_WrongDigest_IsRefusedAndNotContinued()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server.Serve(Other, Tag);
        string expected = Sha256Hex.Of(Content);
        var wrong = await Assert.ThrowsAsync<SourceException>(() => downloads.FetchAsync(downloads.Source(expected)));
        Assert.Equal($"{downloads.Server.Url}: SHA-256 is {Sha256Hex.Of(Other)}, but the recipe asks for {expected}", wrong.Message);
        Assert.False(wrong.IsUnavailable);
        Assert.Empty(downloads.Whole);
        Assert.Empty(downloads.Unfinished);
        await Assert.ThrowsAsync<SourceException>(() => downloads.FetchAsync(downloads.Source(expected)));
        Assert.Equal(["all", "all"], downloads.Server.Asked);
    }

    [Theory]
    [InlineData(404, "404 Not Found")]
    [InlineData(403, "403 Forbidden")]
    [InlineData(416, "416 Range Not Satisfiable")]
    public async Task FetchAsync_ServerRefuses_IsUnavailableAtOnce(int status, string expected)
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server.Status(status);
        var refused = await Assert.ThrowsAsync<SourceException>(() => downloads.FetchAsync());
        Assert.StartsWith($"{downloads.Server.Url}: the server answered {expected[..3]} ", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.IsUnavailable);
        Assert.Single(downloads.Server.Asked);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(408)]
    [InlineData(429)]
    public async Task FetchAsync_ServerIsInTrouble_IsAskedFourTimesMore(int status)
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server.Status(status);
        Task<byte[]> fetching = downloads.FetchAsync();
        await downloads.LetRetryAsync(4);
        var refused = await Assert.ThrowsAsync<SourceException>(() => fetching);
        Assert.Contains($"the server answered {status}", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.IsUnavailable);
        Assert.True(refused.IsRetryable);
        Assert.Equal(5, downloads.Server.Asked.Count);
    }

    [Fact]
    public async Task FetchAsync_ServerRecovers_IsFetched()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server.Status(503).Serve(Content, Tag);
        Task<byte[]> fetching = downloads.FetchAsync();
        await downloads.LetRetryAsync();
        Assert.Equal(Content, await fetching);
    }

    [Fact]
    public async Task FetchAsync_NobodyListens_IsUnavailableAtOnce()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        using var held = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        held.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var nowhere = new Uri($"http://{held.LocalEndPoint}/data.zip");
        var refused = await Assert.ThrowsAsync<SourceException>(() => downloads.FetchAsync(downloads.Source(url: nowhere)));
        Assert.True(refused.IsUnavailable);
    }

    [Fact]
    public async Task FetchAsync_BytesThatAnotherAddressHasBrought_AreNotFetched()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server.Serve(Content, Tag);
        await downloads.FetchAsync();
        UrlSource elsewhere = downloads.Source(Sha256Hex.Of(Content), url: new Uri(downloads.Server.Url, "/other.zip"));
        Assert.Equal(Content, await downloads.FetchAsync(elsewhere));
        Assert.Single(downloads.Server.Asked);
    }

    // The publisher has a new release, and the recipe names it: the old bytes must not stand in its way.
    [Fact]
    public async Task FetchAsync_RecipeAsksForOtherBytes_AreFetched()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server.Serve(Content, Tag).Serve(Other, "\"two\"");
        Assert.Equal(Content, await downloads.FetchAsync(downloads.Source(Sha256Hex.Of(Content))));
        Assert.Equal(Other, await downloads.FetchAsync(downloads.Source(Sha256Hex.Of(Other))));
        Assert.Equal(Content, await downloads.FetchAsync(downloads.Source(Sha256Hex.Of(Content))));
        Assert.Equal(2, downloads.Server.Asked.Count);
    }

    [Fact]
    public async Task FetchAsync_KeptFileIsDamaged_IsFetchedAnew()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        downloads.Server.Serve(Content, Tag);
        await downloads.FetchAsync();
        await File.WriteAllBytesAsync(Path.Combine(downloads.Home.Downloads, Assert.Single(downloads.Whole)), Other, Cancellation);
        Assert.Equal(Content, await downloads.FetchAsync());
    }

    [Fact]
    public async Task FetchAsync_SameAddressTwiceAtOnce_IsFetchedOnce()
    {
        await using TestDownloads downloads = await TestDownloads.CreateAsync();
        var goOn = new TaskCompletionSource();
        downloads.Server.Answer(async context =>
        {
            await context.Response.Body.WriteAsync(Content.AsMemory(0, 2_000));
            await context.Response.Body.FlushAsync();
            await goOn.Task;
            await context.Response.Body.WriteAsync(Content.AsMemory(2_000));
        });
        Task<byte[]> first = downloads.FetchAsync();
        await downloads.Progress.WhenAsync(2_000).WaitAsync(Cancellation);
        Task<byte[]> second = downloads.FetchAsync();
        goOn.SetResult();
        Assert.Equal(Content, await first);
        Assert.Equal(Content, await second);
        Assert.Single(downloads.Server.Asked);
    }
}
