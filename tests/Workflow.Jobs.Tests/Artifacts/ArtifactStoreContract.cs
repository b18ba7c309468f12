using FsCheck.Fluent;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Tests.TestData;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.Artifacts;

/// <summary>What every store of artifacts holds to, wherever it keeps them.</summary>
public abstract class ArtifactStoreContract
{
    protected static readonly byte[] Content = "an artifact"u8.ToArray();

    public enum Damage
    {
        Cut,
        Flipped,
        Longer,
        Empty,
    }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A store of the test's own place; each call is another process's.</summary>
    private protected abstract IArtifactStore Open();

    /// <summary>Names of everything that is in the place.</summary>
    private protected abstract IReadOnlyCollection<string> Everything();

    /// <summary>Puts other bytes in an artifact's place.</summary>
    private protected abstract void Replace(string digest, byte[] bytes);

    [Fact]
    public void PutAsync_AnyBytes_AreFoundByTheirDigest()
    {
        IArtifactStore store = Open();
        Properties.Hold(
            Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(),
            bytes =>
            {
                string digest = store.PutAsync(bytes, Cancellation).GetAwaiter().GetResult();
                Assert.Equal(Sha256Hex.Of(bytes), digest);
                Assert.True(store.ContainsAsync(digest, Cancellation).GetAwaiter().GetResult());
                Assert.Equal(bytes, store.ReadAsync(digest, Cancellation).GetAwaiter().GetResult());
                Assert.Equal(bytes, File.ReadAllBytes(store.FileAsync(digest, Cancellation).GetAwaiter().GetResult()));
            },
            tests: 60);
    }

    [Fact]
    public async Task PutAsync_PartOfALargerArray_IsThatPart()
    {
        string digest = await Open().PutAsync(Content.AsMemory(3, 5), Cancellation);
        Assert.Equal(Content[3..8], await Open().ReadAsync(digest, Cancellation));
    }

    [Fact]
    public async Task PutAsync_TwentyMegabytes_AreReadAsTheyWere()
    {
        byte[] bytes = [.. Enumerable.Range(0, 20 * 1024 * 1024).Select(i => (byte)(i ^ (i >> 8) ^ (i >> 16)))];
        string digest = await Open().PutAsync(bytes, Cancellation);
        Assert.True((await Open().ReadAsync(digest, Cancellation)).AsSpan().SequenceEqual(bytes));
        Assert.Equal(digest, await Sha256Hex.OfFileAsync(await Open().FileAsync(digest, Cancellation), Cancellation));
    }

    [Fact]
    public async Task PutAsync_AStream_IsKeptFromItsBeginningAndNeverWhollyInMemory()
    {
        using var content = new CountedStream(20 * 1024 * 1024) { Position = 5 };
        string digest = await Open().PutAsync(content, Cancellation);
        Assert.Equal(digest, await Sha256Hex.OfFileAsync(await Open().FileAsync(digest, Cancellation), Cancellation));
        content.Position = 0;
        Assert.Equal(digest, await Sha256Hex.OfAsync(content, Cancellation));
        Assert.InRange(content.LargestRead, 1, 1024 * 1024);
        Assert.Equal(digest, await Open().PutAsync(content, Cancellation));
        Assert.Single(Everything());
    }

    [Fact]
    public async Task PutAsync_SameBytesByAnother_AreKeptOnce()
    {
        string digest = await Open().PutAsync(Content, Cancellation);
        Assert.Equal(digest, await Open().PutAsync(Content, Cancellation));
        Assert.EndsWith($"sha256/{digest[..2]}/{digest}", Assert.Single(Everything()), StringComparison.Ordinal);
    }

    // Workers of several machines end the same step at the same time.
    [Fact]
    public async Task PutAsync_ManyAtOnce_IsWholeForEverybody()
    {
        IArtifactStore[] stores = [Open(), Open()];
        string[] digests = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            string digest = await stores[i % 2].PutAsync(Content, Cancellation);
            Assert.True(await stores[i % 2].ContainsAsync(digest, Cancellation));
            Assert.Equal(Content, await stores[i % 2].ReadAsync(digest, Cancellation));
            Assert.Equal(Content, await File.ReadAllBytesAsync(await stores[(i + 1) % 2].FileAsync(digest, Cancellation), Cancellation));
            return digest;
        })));
        Assert.Single(digests.Distinct());
        Assert.Single(Everything());
    }

    [Fact]
    public async Task PutAsync_Cancelled_LeavesNothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Open().PutAsync(Content, new CancellationToken(canceled: true)));
        Assert.Empty(Everything());
        Assert.False(await Open().ContainsAsync(Sha256Hex.Of(Content), Cancellation));
    }

    // Never taken for the artifact, told with what to do, and mended by whoever makes it anew.
    [Theory]
    [InlineData(Damage.Cut)]
    [InlineData(Damage.Flipped)]
    [InlineData(Damage.Longer)]
    [InlineData(Damage.Empty)]
    public async Task ReadAsync_Damaged_IsToldAndReplacedByWhoeverMakesItAnew(Damage damage)
    {
        string digest = await Open().PutAsync(Content, Cancellation);
        Replace(digest, Damaged(damage));
        foreach (Func<Task> read in (Func<Task>[])[() => Open().ReadAsync(digest, Cancellation), () => Open().FileAsync(digest, Cancellation)])
        {
            var told = await Assert.ThrowsAsync<ArtifactException>(read);
            Assert.StartsWith($"artifact {digest} is damaged: ", told.Message, StringComparison.Ordinal);
            Assert.Contains("run the pipeline again", told.Message, StringComparison.OrdinalIgnoreCase);
            Assert.Equal((ArtifactException.Damaged, false), (told.Code, told.IsRetryable));
        }

        await Open().PutAsync(Content, Cancellation);
        Assert.Equal(Content, await Open().ReadAsync(digest, Cancellation));
        Assert.Equal(Content, await File.ReadAllBytesAsync(await Open().FileAsync(digest, Cancellation), Cancellation));
    }

    [Fact]
    public async Task ReadAsync_NoSuchArtifact_IsTold()
    {
        string digest = Sha256Hex.Of(Content);
        Assert.False(await Open().ContainsAsync(digest, Cancellation));
        foreach (Func<Task> read in (Func<Task>[])[() => Open().ReadAsync(digest, Cancellation), () => Open().FileAsync(digest, Cancellation)])
        {
            var missing = await Assert.ThrowsAsync<ArtifactException>(read);
            Assert.StartsWith($"artifact {digest} cannot be read: ", missing.Message, StringComparison.Ordinal);
            Assert.EndsWith("Run the pipeline again with --no-cache to make it anew.", missing.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Everything());
    }

    // Digests come over the network: none may lead out of the place.
    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    public async Task EveryMethod_NoDigest_IsRefused(string digest)
    {
        Assert.Equal($"'{digest}' is not a digest", (await Assert.ThrowsAsync<ArtifactException>(() => Open().ContainsAsync(digest, Cancellation))).Message);
        await Assert.ThrowsAsync<ArtifactException>(() => Open().ReadAsync(digest, Cancellation));
        await Assert.ThrowsAsync<ArtifactException>(() => Open().FileAsync(digest, Cancellation));
    }

    private protected static byte[] Damaged(Damage damage) => damage switch
    {
        Damage.Cut => Content[..4],
        Damage.Flipped => [.. Content.Select((b, i) => i == 3 ? (byte)(b ^ 1) : b)],
        Damage.Longer => [.. Content, 0],
        _ => [],
    };
}
