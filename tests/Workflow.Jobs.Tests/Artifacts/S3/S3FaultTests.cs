using Amazon.Runtime;
using Amazon.S3;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Artifacts.Locations;
using Workflow.Jobs.Artifacts.S3;
using Workflow.Testing.Files;
using Workflow.Testing.Time;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.Artifacts.S3;

public sealed class S3FaultTests : IAsyncLifetime
{
    private static readonly byte[] Content = "an artifact"u8.ToArray();
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _clock = new();
    private StandInS3 _server = null!;
    private S3ArtifactStore _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await StandInS3.StartAsync();
        _store = Open(_server.Location);
    }

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task PutAsync_ServerIsBusyTwice_Succeeds()
    {
        _server.NextRefused("PUT", 503, "SlowDown").NextRefused("PUT", 503, "SlowDown");
        string digest = await _store.PutAsync(Content, Cancellation);
        Assert.Equal(Content, await _store.ReadAsync(digest, Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadAsync_ConnectionIsCutInTheBody_IsAskedForAgain(bool isFile)
    {
        string digest = await _store.PutAsync(Content, Cancellation);
        _server.NextCut().NextCut();
        byte[] read = isFile
            ? await File.ReadAllBytesAsync(await _store.FileAsync(digest, Cancellation), Cancellation)
            : await _store.ReadAsync(digest, Cancellation);
        Assert.Equal(Content, read);
        Assert.Equal(3, _server.Asked.Count(asked => asked.StartsWith("GET ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task FileAsync_ConnectionIsCutEveryTime_IsRetryableAndLeavesNoFile()
    {
        string digest = await _store.PutAsync(Content, Cancellation);
        _server.NextCut().NextCut().NextCut();
        AssertAway(await Assert.ThrowsAsync<ArtifactException>(() => _store.FileAsync(digest, Cancellation)));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(503, "SlowDown")]
    [InlineData(500, "InternalError")]
    [InlineData(429, "TooManyRequests")]
    [InlineData(400, "BadDigest")]
    public async Task PutAsync_RefusedForTheMoment_IsRetryable(int status, string code)
    {
        using S3ArtifactStore store = OpenWithoutRetries();
        _server.NextRefused("PUT", status, code);
        ArtifactException told = await Assert.ThrowsAsync<ArtifactException>(() => store.PutAsync(Content, Cancellation));
        AssertAway(told);
        Assert.Contains($"the stand-in says {code} ({status} {code}).", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryMethod_ConnectionIsReset_IsRetryable()
    {
        using S3ArtifactStore store = OpenWithoutRetries();
        string digest = await store.PutAsync(Content, Cancellation);
        (string Method, Func<Task> Call)[] calls =
        [
            ("PUT", () => store.PutAsync("others"u8.ToArray(), Cancellation)),
            ("GET", () => store.ReadAsync(digest, Cancellation)),
            ("HEAD", () => store.ContainsAsync(digest, Cancellation)),
        ];
        foreach ((string method, Func<Task> call) in calls)
        {
            // More often than the framework sends a request again by itself.
            for (int i = 0; i < 20; i++)
            {
                _server.Next(method, context =>
                {
                    context.Abort();
                    return Task.CompletedTask;
                });
            }

            AssertAway(await Assert.ThrowsAsync<ArtifactException>(call));
        }
    }

    [Fact]
    public async Task ReadAsync_NobodyListens_IsRetryable()
    {
        await _server.DisposeAsync();
        using S3ArtifactStore store = OpenWithoutRetries();
        AssertAway(await Assert.ThrowsAsync<ArtifactException>(() => store.ReadAsync(Sha256Hex.Of(Content), Cancellation)));
    }

    // Before the headers, and in the middle of the body.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadAsync_ServerFallsSilent_EndsInTimeAndIsRetryable(bool isInBody)
    {
        string digest = await _store.PutAsync(Content, Cancellation);
        for (int i = 0; i < 3; i++)
        {
            _server.Next("GET", async context =>
            {
                if (isInBody)
                {
                    context.Response.ContentLength = Content.Length;
                    await context.Response.Body.WriteAsync(Content.AsMemory(0, 4));
                    await context.Response.Body.FlushAsync();
                }

                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            });
        }

        Task<byte[]> read = _store.ReadAsync(digest, Cancellation);
        while (!read.IsCompleted)
        {
            await Task.WhenAny(read, _clock.WhenTimerAsync(S3ArtifactStore.Patience)).WaitAsync(Cancellation);
            _clock.Advance(S3ArtifactStore.Patience);
        }

        AssertAway(await Assert.ThrowsAsync<ArtifactException>(() => read));
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task EveryMethod_Forbidden_IsToldAndNotRetryable(string method)
    {
        string digest = Sha256Hex.Of(Content);
        _server.NextRefused(method, 403, "AccessDenied");
        ArtifactException told = await Assert.ThrowsAsync<ArtifactException>(() => method == "GET" ? _store.ReadAsync(digest, Cancellation) : _store.PutAsync(Content, Cancellation));
        AssertUnusable(told);
        Assert.StartsWith($"the artifacts in {_server.Location} may not be used: ", told.Message, StringComparison.Ordinal);
        Assert.EndsWith("The credentials need s3:GetObject, s3:PutObject and s3:ListBucket.", told.Message, StringComparison.Ordinal);
        Assert.Single(_server.Asked, asked => asked.StartsWith(method, StringComparison.Ordinal));
    }

    [Fact]
    public async Task EveryMethod_NoSuchBucket_IsToldAndNotRetryable()
    {
        S3Artifacts location = _server.Location with { Name = "not-there" };
        using S3ArtifactStore store = Open(location);
        string expected = $"the bucket not-there of the artifacts ({location}) does not exist: make it, or name another";
        ArtifactException put = await Assert.ThrowsAsync<ArtifactException>(() => store.PutAsync(Content, Cancellation));
        ArtifactException read = await Assert.ThrowsAsync<ArtifactException>(() => store.ReadAsync(Sha256Hex.Of(Content), Cancellation));
        AssertUnusable(put);
        AssertUnusable(read);
        Assert.Equal((expected, expected), (put.Message, read.Message));
    }

    [Fact]
    public async Task PutAsync_NoCredentials_IsToldAndNotRetryable()
    {
        using var store = new S3ArtifactStore(_server.Location, new AmazonS3Client(new NoCredentials(), Config()), Copies(), _clock);
        ArtifactException told = await Assert.ThrowsAsync<ArtifactException>(() => store.PutAsync(Content, Cancellation));
        AssertUnusable(told);
        Assert.Contains("Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_CancelledInTheBody_IsCancelled()
    {
        string digest = await _store.PutAsync(Content, Cancellation);
        using var user = new CancellationTokenSource();
        _server.Next("GET", async context =>
        {
            context.Response.ContentLength = Content.Length;
            await context.Response.Body.WriteAsync(Content.AsMemory(0, 4));
            await context.Response.Body.FlushAsync();
            await user.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.ReadAsync(digest, user.Token));
    }

    private static void AssertAway(ArtifactException told)
    {
        Assert.StartsWith("the artifacts in s3://team-artifacts/some/prefix at http://127.0.0.1:", told.Message, StringComparison.Ordinal);
        Assert.Contains(" cannot be reached: ", told.Message, StringComparison.Ordinal);
        Assert.Equal((ArtifactException.Unusable, true), (told.Code, told.IsRetryable));
        AssertNoSecrets(told);
    }

    private static void AssertUnusable(ArtifactException told)
    {
        Assert.Equal((ArtifactException.Unusable, false), (told.Code, told.IsRetryable));
        AssertNoSecrets(told);
    }

    private static void AssertNoSecrets(ArtifactException told)
    {
        Assert.DoesNotContain("the-key-of-the-tests", told.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret-of-the-tests", told.ToString(), StringComparison.Ordinal);
    }

    private S3ArtifactStore Open(S3Artifacts location) => new(location, S3Clients.Create(location), Copies(), _clock);

    private S3ArtifactStore OpenWithoutRetries() => new(_server.Location, new AmazonS3Client(Config()), Copies(), _clock);

    private DirectoryArtifactStore Copies() => new(_folder.File("copies"));

    private AmazonS3Config Config() => new()
    {
        ServiceURL = _server.Url.GetLeftPart(UriPartial.Authority),
        AuthenticationRegion = "us-east-1",
        ForcePathStyle = true,
        MaxErrorRetry = 0,
    };

    // What the SDK's chain throws where none of its providers has any.
    private sealed class NoCredentials : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => throw new AmazonClientException("Failed to resolve AWS credentials.");
    }
}
