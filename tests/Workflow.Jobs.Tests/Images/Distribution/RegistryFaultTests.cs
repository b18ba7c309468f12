using System.Globalization;
using System.Net;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Distribution.Authentication;
using Workflow.Testing.Time;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.Images.Distribution;

/// <summary>Registries that are busy, refuse or lie.</summary>
public sealed class RegistryFaultTests : IAsyncLifetime
{
    private const string Repository = "models/valve";
    private readonly LayoutImages _here = new();
    private readonly LayoutImages _there = new();
    private readonly ManualTimeProvider _clock = new();
    private StandInRegistry _server = null!;
    private RegistryClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await StandInRegistry.StartAsync();
        _client = new RegistryClient(new RegistryOptions { Address = _server.Url, Time = _clock });
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _here.Dispose();
        _there.Dispose();
    }

    [Theory]
    [InlineData(429, "TOOMANYREQUESTS", "7")]
    [InlineData(503, "UNAVAILABLE", "7")]
    public async Task FindManifestAsync_RegistryAsksToWait_IsAskedAgainAfterThat(int status, string code, string retryAfter)
    {
        _server.NextRefused("HEAD ", status, code, "slow down", retryAfter);
        Task<string?> found = _client.FindManifestAsync(Repository, "v1", Cancellation);
        await _clock.WhenTimerAsync(TimeSpan.FromSeconds(7)).WaitAsync(Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Null(await found);
        Assert.Equal(2, _server.Asked.Count);
    }

    [Fact]
    public async Task FindManifestAsync_RegistryAsksToWaitTooLong_FailsAtOnceAndSaysHowLong()
    {
        _server.NextRefused("GET ", 429, "TOOMANYREQUESTS", "You have reached your pull rate limit.", "3600");
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => _client.GetManifestAsync(Repository, "v1", Cancellation));
        Assert.Equal(
            $"registry {_server.Name}, repository models/valve: asking for the manifest v1 failed: You have reached your pull rate limit. (429 TOOMANYREQUESTS)."
                + " Too many calls: wait 3600 s and try again, or log in where a login is allowed more.",
            told.Message.Replace(".. (", ". (", StringComparison.Ordinal));
        Assert.Equal((RegistryException.Busy, true, TimeSpan.FromHours(1), HttpStatusCode.TooManyRequests), (told.Code, told.IsRetryable, told.RetryAfter, told.Status));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task GetManifestAsync_MayPass_IsAskedFiveTimesWithGrowingWaits(int status)
    {
        for (int i = 0; i < 5; i++) _server.NextRefused("GET ", status, "SOME", "some words");
        Task<RegistryManifest> asked = _client.GetManifestAsync(Repository, "v1", Cancellation);
        foreach (int seconds in (int[])[1, 2, 4, 8])
        {
            await _clock.WhenTimerAsync(TimeSpan.FromSeconds(seconds)).WaitAsync(Cancellation);
            _clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => asked);
        Assert.Equal((RegistryException.Busy, true, (HttpStatusCode)status, "SOME"), (told.Code, told.IsRetryable, told.Status, told.RegistryCode));
        Assert.Equal(5, _server.Asked.Count);
    }

    [Theory]
    [InlineData(400, "MANIFEST_INVALID", RegistryException.Refused)]
    [InlineData(403, "DENIED", RegistryException.Denied)]
    [InlineData(404, "NAME_UNKNOWN", RegistryException.Missing)]
    [InlineData(405, "UNSUPPORTED", RegistryException.Refused)]
    [InlineData(413, "SIZE_INVALID", RegistryException.Refused)]
    public async Task PutManifestAsync_Refused_IsNotTriedAgain(int status, string code, string kind)
    {
        _server.NextRefused("PUT ", status, code, "some\u001b[31m words");
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => _client.PutManifestAsync(Repository, "v1", _here.Add(1, 10), Cancellation));
        Assert.Equal((kind, false, code, Repository, _server.Name), (told.Code, told.IsRetryable, told.RegistryCode, told.Repository, told.Registry));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"sending the manifest v1 failed: some [31m words ({status} {code}). "), told.Message, StringComparison.Ordinal);
        Assert.Single(_server.Asked);
    }

    [Fact]
    public async Task UploadBlobAsync_RefusedInTheMiddle_IsNotTriedAgain()
    {
        _server.NextRefused("PATCH ", 403, "DENIED", "quota exceeded");
        RegistryManifest image = _here.Add(1, 1000);
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => _client.UploadBlobAsync(Repository, image.Layers[0], _here.Layout, null, null, Cancellation));
        Assert.Equal("DENIED", told.RegistryCode);
        Assert.Equal(["HEAD", "POST", "PATCH"], _server.Asked.Select(asked => asked.Split(' ')[0]));
    }

    [Fact]
    public async Task GetManifestAsync_PageInsteadOfAnError_IsToldByItsStatus()
    {
        _server.Next("GET ", async context =>
        {
            context.Response.StatusCode = 403;
            await context.Response.Body.WriteAsync("<html>go away</html>"u8.ToArray());
        });
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => _client.GetManifestAsync(Repository, "v1", Cancellation));
        Assert.Contains("failed: Forbidden (403). The login does not allow this", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetManifestAsync_NobodyListens_IsUnreachable()
    {
        await _server.DisposeAsync();
        using var client = new RegistryClient(new RegistryOptions { Address = _server.Url, Attempts = 1 });
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => client.GetManifestAsync(Repository, "v1", Cancellation));
        Assert.Equal((RegistryException.Unreachable, true), (told.Code, told.IsRetryable));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetManifestAsync_RegistryFallsSilent_EndsInTime(bool isInBody)
    {
        using var client = new RegistryClient(new RegistryOptions { Address = _server.Url, Time = _clock, Attempts = 1 });
        _server.Next("GET ", async context =>
        {
            if (isInBody)
            {
                context.Response.ContentLength = 10;
                await context.Response.Body.WriteAsync("{"u8.ToArray());
                await context.Response.Body.FlushAsync();
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        Task<RegistryManifest> asked = client.GetManifestAsync(Repository, "v1", Cancellation);
        while (!asked.IsCompleted)
        {
            await Task.WhenAny(asked, _clock.WhenTimerAsync(client.Options.Patience)).WaitAsync(Cancellation);
            _clock.Advance(client.Options.Patience);
        }

        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => asked);
        Assert.Equal((RegistryException.Unreachable, true), (told.Code, told.IsRetryable));
        Assert.Contains("it does not answer in time", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DownloadBlobAsync_CancelledInTheBody_IsCancelledAndLeavesNothing()
    {
        RegistryManifest image = _here.Add(1, 1000);
        using var user = new CancellationTokenSource();
        _server.PutBlob(image.Layers[0].Digest, []);
        _server.Next("GET ", async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.Body.WriteAsync(new byte[10]);
            await context.Response.Body.FlushAsync();
            await user.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.DownloadBlobAsync(Repository, image.Layers[0], _there.Layout, null, user.Token));
        Assert.Empty(_there.Files);
    }

    [Theory]
    [InlineData("other bytes", "the digest of what came is sha256:")]
    [InlineData("too few", "500 bytes are to come where 1000 were promised")]
    [InlineData("too many", "1500 bytes are to come where 1000 were promised")]
    [InlineData("too many, unannounced", "more than the 1000 promised bytes came")]
    public async Task DownloadBlobAsync_RegistryLies_IsRefusedAndLeavesNothing(string lie, string expected)
    {
        RegistryManifest image = _here.Add(1, 1000);
        byte[] bytes = LayoutImages.RandomBytes(lie switch { "too few" => 500, "other bytes" => 1000, _ => 1500 }, 99);
        _server.Next("GET ", async context =>
        {
            if (!lie.EndsWith("unannounced", StringComparison.Ordinal)) context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes);
        });
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => _client.DownloadBlobAsync(Repository, image.Layers[0], _there.Layout, null, Cancellation));
        Assert.Equal((RegistryException.Damaged, false), (told.Code, told.IsRetryable));
        Assert.Contains(expected, told.Message, StringComparison.Ordinal);
        Assert.Empty(_there.Files);
        Assert.Single(_server.Asked);
    }

    [Fact]
    public async Task GetManifestAsync_OtherBytesForADigest_AreRefused()
    {
        RegistryManifest image = _here.Add(1, 10);
        RegistryManifest other = _here.Add(2, 10);
        _server.Put(image.Digest, other.MediaType, other.Bytes.ToArray());
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => _client.GetManifestAsync(Repository, image.Digest, Cancellation));
        Assert.Equal(RegistryException.Damaged, told.Code);
        Assert.Contains($"what came is {other.Digest}", told.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET ")]
    [InlineData("HEAD ")]
    public async Task AskingForAManifest_HeaderNamesAnotherDigest_IsRefused(string method)
    {
        RegistryManifest image = _here.Add(1, 10);
        _server.Next(method, async context =>
        {
            context.Response.Headers["Docker-Content-Digest"] = $"sha256:{new string('0', 64)}";
            context.Response.ContentType = image.MediaType;
            if (method == "GET ") await context.Response.Body.WriteAsync(image.Bytes);
        });
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(
            () => method == "GET " ? _client.GetManifestAsync(Repository, "v1", Cancellation) : _client.FindManifestAsync(Repository, image.Digest, Cancellation));
        Assert.Equal(RegistryException.Damaged, told.Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetManifestAsync_LargerThanTheLimit_IsNotRead(bool isAnnounced)
    {
        _server.Next("GET ", async context =>
        {
            if (isAnnounced) context.Response.ContentLength = 5 << 20;
            await context.Response.Body.WriteAsync(new byte[5 << 20]);
        });
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => _client.GetManifestAsync(Repository, "v1", Cancellation));
        Assert.Equal(RegistryException.Damaged, told.Code);
        Assert.Contains("the answer is larger than 4194304 bytes", told.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"schemaVersion":1,"fsLayers":[]}""", "application/vnd.docker.distribution.manifest.v1+json", "its schemaVersion is not 2")]
    [InlineData("""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}""", "application/vnd.oci.image.manifest.v1+json", "it calls itself")]
    [InlineData("""{"schemaVersion":2,"layers":[],"manifests":[]}""", "application/vnd.oci.image.index.v1+json", "has parts of another kind")]
    [InlineData("""{"schemaVersion":2,"config":{},"layers":[]}""", "application/vnd.oci.image.manifest.v1+json", "a part has no digest")]
    [InlineData("""{"schemaVersion":2,"config":{"digest":"sha256:../../../x","size":1,"mediaType":"x"},"layers":[]}""", "application/vnd.oci.image.manifest.v1+json", "is not sha256:")]
    [InlineData("""{"schemaVersion":2,"schemaVersion":2,"manifests":[]}""", "application/vnd.oci.image.index.v1+json", "cannot be used")]
    [InlineData("[]", "application/vnd.oci.image.index.v1+json", "cannot be used")]
    [InlineData("{", "application/vnd.oci.image.index.v1+json", "cannot be used")]
    [InlineData("""{"schemaVersion":2}""", "text/html", "its kind, text/html, is not one of")]
    public async Task GetManifestAsync_NoManifest_IsToldAndNotKept(string text, string type, string expected)
    {
        _server.Put("v1", type, System.Text.Encoding.UTF8.GetBytes(text));
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(
            () => new ImagePull(_there.Layout).PullAsync(_client, new PullRequest(new ImageName(_server.Name, Repository, "v1")), null, Cancellation));
        Assert.Equal(RegistryException.Damaged, told.Code);
        Assert.Contains(expected, told.Message, StringComparison.Ordinal);
        Assert.Empty(_there.Files);
    }

    [Fact]
    public async Task PushAsync_SomebodyElsePushesToTheTag_IsTold()
    {
        RegistryManifest image = _here.Add(1, 10);
        RegistryManifest other = _here.Add(2, 10);
        _server.Next("GET /v2/models/valve/manifests/v1", async context =>
        {
            context.Response.ContentType = other.MediaType;
            await context.Response.Body.WriteAsync(other.Bytes);
        });
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(
            () => new ImagePush(_here.Layout).PushAsync(_client, new PushRequest(new ImageName(_server.Name, Repository, "v1"), image.Digest), null, Cancellation));
        Assert.Contains($"v1 is {other.Digest} there, and {image.Digest} was pushed", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PushAsync_RegistryThatListsReferrers_GetsNoTagForThem()
    {
        RegistryManifest image = _here.Add(1, 10);
        RegistryManifest referrer = _here.AddReferrer(100, image);
        var request = new PushRequest(new ImageName(_server.Name, Repository, "v1"), image.Digest) { Referrers = [referrer.Digest] };
        await new ImagePush(_here.Layout).PushAsync(_client, request, null, Cancellation);
        Assert.Equal(["v1"], await _client.ListTagsAsync(Repository, Cancellation));
        Assert.Equal([referrer.Digest], (await _client.ListReferrersAsync(Repository, image.Digest, Cancellation)).Select(entry => entry.Manifest.Digest));
    }

    [Fact]
    public async Task PushAsync_ReferrerOfAnotherImage_IsRefusedBeforeAnythingIsSent()
    {
        RegistryManifest image = _here.Add(1, 10);
        RegistryManifest referrer = _here.AddReferrer(100, _here.Add(2, 10));
        var request = new PushRequest(new ImageName(_server.Name, Repository, "v1"), image.Digest) { Referrers = [referrer.Digest] };
        Assert.Contains(
            "is not about the image",
            (await Assert.ThrowsAsync<Jobs.Images.ImageException>(() => new ImagePush(_here.Layout).PushAsync(_client, request, null, Cancellation))).Message,
            StringComparison.Ordinal);
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task ListTagsAsync_InPages_IsReadToTheLast()
    {
        RegistryManifest image = _here.Add(1, 10);
        foreach (string tag in (string[])["a", "b", "c", "d", "e"]) _server.Put(tag, image.MediaType, image.Bytes.ToArray());
        Assert.Equal(["a", "b", "c", "d", "e"], await _client.ListTagsAsync(Repository, Cancellation));
        Assert.Equal(3, _server.Asked.Count);
    }

    [Theory]
    [InlineData("<https://evil.example/v2/x/tags/list>; rel=\"next\"")]
    [InlineData("<//evil.example/v2/x/tags/list>; rel=next")]
    public async Task ListTagsAsync_NextPageIsAtAnotherHost_IsRefused(string link)
    {
        _server.Next("GET ", async context =>
        {
            context.Response.Headers.Link = link;
            await context.Response.Body.WriteAsync("""{"tags":["a"]}"""u8.ToArray());
        });
        Assert.Equal(RegistryException.Damaged, (await Assert.ThrowsAsync<RegistryException>(() => _client.ListTagsAsync(Repository, Cancellation))).Code);
    }

    [Theory]
    [InlineData("""{"schemaVersion":2,"manifests":[{"digest":"sha256:12"}]}""")]
    [InlineData("""{"schemaVersion":2,"manifests":{}}""")]
    [InlineData("<html>")]
    public async Task ListReferrersAsync_AnswerIsNoIndex_IsTold(string answer)
    {
        _server.Next("GET ", context => context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(answer)).AsTask());
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => _client.ListReferrersAsync(Repository, $"sha256:{new string('1', 64)}", Cancellation));
        Assert.Equal(RegistryException.Damaged, told.Code);
    }

    [Fact]
    public async Task DownloadBlobAsync_BlobIsAtAnotherHost_IsFetchedThereWithoutTheLogin()
    {
        await using StandInRegistry storage = await StandInRegistry.StartAsync();
        RegistryManifest image = _here.Add(1, 1000);
        _server.Put(_here, image, "v1");
        storage.Put(_here, image);
        _server.BlobsAt = storage.Url;
        _server.Login = $"Basic {Convert.ToBase64String("rita:a-password"u8)}";
        using var client = new RegistryClient(new RegistryOptions { Address = _server.Url, Credentials = new FixedCredentials("rita", "a-password") });
        await client.DownloadBlobAsync(Repository, image.Layers[0], _there.Layout, null, Cancellation);
        Assert.True(_there.Layout.Contains(image.Layers[0].Digest));
        Assert.Equal(["", _server.Login], _server.Logins);
        Assert.Equal([""], storage.Logins);
    }

    [Fact]
    public async Task DownloadBlobAsync_SentAroundInCircles_EndsAndTells()
    {
        RegistryManifest image = _here.Add(1, 1000);
        _server.Put(_here, image, "v1");
        _server.BlobsAt = _server.Url;
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => _client.DownloadBlobAsync(Repository, image.Layers[0], _there.Layout, null, Cancellation));
        Assert.Equal(RegistryException.Unusable, told.Code);
        Assert.Equal(6, _server.Asked.Count);
    }

    [Theory]
    [InlineData("http://192.0.2.1/blob?signature=secret")]
    [InlineData("ftp://127.0.0.1/blob?signature=secret")]
    public async Task DownloadBlobAsync_SentToAnUnencryptedAddress_IsRefusedWithoutItsSecret(string address)
    {
        RegistryManifest image = _here.Add(1, 1000);
        _server.Put(_here, image, "v1");
        _server.Next("GET ", context =>
        {
            context.Response.Redirect(address);
            return Task.CompletedTask;
        });
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => _client.DownloadBlobAsync(Repository, image.Layers[0], _there.Layout, null, Cancellation));
        Assert.Equal(RegistryException.Unusable, told.Code);
        Assert.Contains("which is not encrypted", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", told.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer realm=\"http://192.0.2.1/token\",service=\"s\"", "is not encrypted")]
    [InlineData("Bearer service=\"s\"", "names no address of its tokens")]
    [InlineData("Negotiate abc", "asks for authentication by Negotiate; only Bearer and Basic are known")]
    [InlineData("Bearer realm=\"open", "in words that cannot be read")]
    public async Task GetManifestAsync_LoginThatCannotBeGiven_IsTold(string challenge, string expected)
    {
        _server.Login = "some";
        _server.Challenge = challenge;
        using var client = new RegistryClient(new RegistryOptions { Address = _server.Url, Credentials = new FixedCredentials("rita", "a-password") });
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => client.GetManifestAsync(Repository, "v1", Cancellation));
        Assert.Equal((RegistryException.Unusable, false), (told.Code, told.IsRetryable));
        Assert.Contains(expected, told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a-password", told.ToString(), StringComparison.Ordinal);
    }

    // A registry that took the wrong bytes for the upload in an earlier life of it gets all of them once more.
    [Fact]
    public async Task UploadBlobAsync_WhatWasResumedIsSpoilt_IsSentFromTheBeginning()
    {
        using var client = new RegistryClient(new RegistryOptions { Address = _server.Url, ChunkBytes = 400, FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(5) });
        RegistryManifest image = _here.Add(1, 1000);
        _server.Next("PATCH ", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        _server.Next("GET ", context =>
        {
            context.Response.StatusCode = 204;
            context.Response.Headers.Location = context.Request.Path + context.Request.QueryString;
            context.Response.Headers["Range"] = "0-399";
            return Task.CompletedTask;
        });
        _server.Next("PATCH ", context => StandInRegistry.AcceptAsync(context, 799));
        _server.Next("PATCH ", context => StandInRegistry.AcceptAsync(context, 999));
        BlobTransfer sent = await client.UploadBlobAsync(Repository, image.Layers[0], _here.Layout, null, null, Cancellation);
        Assert.Equal(_here.Read(image.Layers[0].Digest), _server.Blobs[image.Layers[0].Digest]);
        Assert.Equal(400 + 600 + 1000, sent.Bytes);
    }

    // As with a token whose life ends while a large blob is sent.
    [Fact]
    public async Task UploadBlobAsync_LoginEndsInTheMiddle_IsRenewedAndThePieceSentAgain()
    {
        var credentials = new ChangingCredentials();
        using var client = new RegistryClient(new RegistryOptions { Address = _server.Url, ChunkBytes = 400, Credentials = credentials });
        RegistryManifest image = _here.Add(1, 1000);
        _server.Login = credentials.Header(1);
        _server.Next("PATCH ", context =>
        {
            _server.Login = credentials.Header(2);
            context.Response.Headers.WWWAuthenticate = _server.Challenge;
            return StandInRegistry.RefuseAsync(context, 401, "UNAUTHORIZED", "authentication required");
        });
        BlobTransfer sent = await client.UploadBlobAsync(Repository, image.Layers[0], _here.Layout, null, null, Cancellation);
        Assert.Equal(_here.Read(image.Layers[0].Digest), _server.Blobs[image.Layers[0].Digest]);
        Assert.Equal((1400, 2), (sent.Bytes, credentials.Asked));
    }

    [Theory]
    [InlineData("http://registry.example", false, "is not encrypted: use https")]
    [InlineData("ftp://127.0.0.1", true, "is not encrypted")]
    [InlineData("https://registry.example/path", false, "is not an address")]
    [InlineData("https://rita:a-password@registry.example", false, "is not an address")]
    public void RegistryClient_AddressThatCannotBeUsed_IsToldWithoutSecrets(string address, bool isInsecure, string expected)
    {
        RegistryException told = Assert.Throws<RegistryException>(() => new RegistryClient(new RegistryOptions { Address = new Uri(address), Insecure = isInsecure }));
        Assert.Contains(expected, told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a-password", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RegistryClient_UnencryptedAddressThatIsAllowed_IsTaken()
    {
        using var client = new RegistryClient(new RegistryOptions { Address = new Uri("http://registry.example:5000"), Insecure = true });
        Assert.Equal("registry.example:5000", client.Options.Name);
    }

    [Theory]
    [InlineData("docker.io", "https://registry-1.docker.io/")]
    [InlineData("registry.example:5000", "https://registry.example:5000/")]
    [InlineData("localhost:5000", "http://localhost:5000/")]
    [InlineData("127.0.0.1:5000", "http://127.0.0.1:5000/")]
    public void Of_ARegistrysName_IsItsAddress(string name, string expected)
    {
        RegistryOptions options = RegistryOptions.Of(name);
        Assert.Equal((expected, name), (options.Address.AbsoluteUri, options.Name));
    }

    [Fact]
    public async Task PushAsync_NameOfAnotherRegistry_IsRefused()
    {
        RegistryManifest image = _here.Add(1, 10);
        await Assert.ThrowsAsync<Jobs.Images.ImageException>(
            () => new ImagePush(_here.Layout).PushAsync(_client, new PushRequest(ImageName.Parse("other.example/a:b"), image.Digest), null, Cancellation));
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task DownloadBlobAsync_EmptyBlob_IsThere()
    {
        var empty = new Jobs.Images.Descriptor("application/vnd.oci.empty.v1+json", $"sha256:{Sha256Hex.Of([])}", 0);
        await _client.DownloadBlobAsync(Repository, empty, _there.Layout, null, Cancellation);
        Assert.Empty(_there.Read(empty.Digest));
    }

    private sealed class ChangingCredentials : IRegistryCredentials
    {
        public int Asked { get; private set; }

        public string Header(int number) => $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"rita:password-{number}")))}";

        public Task<RegistryCredentials?> FindAsync(RegistryOptions registry, HttpClient http, CancellationToken cancellationToken) =>
            Task.FromResult<RegistryCredentials?>(RegistryCredentials.OfUser("rita", string.Create(CultureInfo.InvariantCulture, $"password-{++Asked}")));
    }
}
