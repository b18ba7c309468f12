using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Bundles;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Scoring;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Tests.Images.Bundles;

public sealed class BundleImportTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [OnEveryEngine]
    public async Task LoadAsync_VersionOfATrustedSite_IsRegisteredWithTheSameDigestAndVerifiesHere(DatabaseEngine engine)
    {
        await using TestSite there = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await using TestSite here = await TestSite.CreateAsync(engine, postgres);
        string file = await there.SaveAsync();
        await here.TrustAsync(there);
        LoadedVersion loaded = await here.LoadAsync(file);
        Assert.True(loaded.IsNew);
        Assert.Equal(("sample@3", null, new ImportedFrom("sample@3", "run-there")), (loaded.Version.Name, loaded.Version.RunId, loaded.Version.ImportedFrom));
        Assert.Equal((await there.Images.BuildAsync()).ManifestDigest, loaded.Version.Image!.ManifestDigest);
        Assert.Equal(0.25, loaded.Version.Summary.LogLoss);
        await here.Signing.Verifier.RequireAsync(ExpectedImage.Of(loaded.Version), Cancellation);
        Assert.Equal(await File.ReadAllBytesAsync(there.Images.PipelineFile, Cancellation), await here.Artifacts.ReadAsync(loaded.Version.PipelineSha256, Cancellation));
        Assert.False((await here.LoadAsync(file)).IsNew);
        Assert.Single(await here.Versions.ListAsync(Projects.Default, 10, Cancellation));
    }

    [Theory]
    [OnEveryEngine]
    public async Task LoadAsync_VersionWasRemovedHere_IsThereAgainUnderItsNumber(DatabaseEngine engine)
    {
        await using TestSite there = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await using TestSite here = await TestSite.CreateAsync(engine, postgres);
        string file = await there.SaveAsync();
        await here.TrustAsync(there);
        await here.LoadAsync(file);
        Assert.True(await new VersionRemovals(here.Database.Database, TimeProvider.System).MarkAsync(Projects.Default, "sample", 3, Cancellation));
        Assert.NotNull((await here.Versions.FindAsync(Projects.Default, "sample", 3, Cancellation))!.RemovedAt);
        LoadedVersion again = await here.LoadAsync(file);
        Assert.Equal((false, "sample@3", null), (again.IsNew, again.Version.Name, again.Version.RemovedAt));
        Assert.NotNull(again.Version.RestoredAt);
    }

    [Theory, OnEveryEngine]
    public async Task LoadAsync_NewerImageOfAVersionThatIsHere_TakesItAndTellsBoth(DatabaseEngine engine)
    {
        await using TestSite there = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await using TestSite here = await TestSite.CreateAsync(engine, postgres);
        string file = await there.SaveAsync(), newer = await there.SaveAsync("newer", TimeSpan.FromHours(1));
        await here.TrustAsync(there);
        string before = (await here.LoadAsync(file)).Version.Image!.ManifestDigest;
        LoadedVersion loaded = await here.LoadAsync(newer);

        string after = (await there.BuildAsync("newer")).ManifestDigest;
        Assert.Equal((false, before, null, after), (loaded.IsNew, loaded.ReplacedImage, loaded.OlderImage, loaded.Version.Image!.ManifestDigest));
        Assert.Equal("sample@3", loaded.Version.Name);
        await here.Signing.Verifier.RequireAsync(ExpectedImage.Of(loaded.Version), Cancellation);

        LoadedVersion older = await here.LoadAsync(file);
        Assert.Equal((null, before, after), (older.ReplacedImage, older.OlderImage, older.Version.Image!.ManifestDigest));
        LoadedVersion again = await here.LoadAsync(newer);
        Assert.Equal((null, null, after), (again.ReplacedImage, again.OlderImage, again.Version.Image!.ManifestDigest));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WriteAsync_BlobIsDamagedOrGone_IsRefusedBeforeAnythingIsWritten(bool isGone)
    {
        await using TestSite site = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        BuiltImage image = await site.BuildAsync(null);
        string digest = site.Images.Layout.ReadManifest(image.ManifestDigest).Layers[0].Digest, blob = site.Images.Layout.BlobPath(digest);
        byte[] bytes = await File.ReadAllBytesAsync(blob, Cancellation);
        bytes[^1] ^= 1;
        if (isGone) File.Delete(blob);
        else await File.WriteAllBytesAsync(blob, bytes, Cancellation);
        using var file = new MemoryStream();
        ImageException refused = await Assert.ThrowsAsync<ImageException>(() => site.Bundles.WriteAsync(file, site.VersionOf(image, 3), Cancellation));
        Assert.StartsWith($"the blob {digest} of the image of sample@3 is damaged or gone, and nothing was saved", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, file.Length);
    }

    [Fact]
    public async Task LoadAsync_AnotherImageBuiltAtTheSameTime_IsRefusedAndNamesBoth()
    {
        await using TestSite there = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await using TestSite here = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string file = await there.SaveAsync(), other = await there.SaveAsync("other", TimeSpan.Zero);
        await here.TrustAsync(there);
        ModelVersion version = (await here.LoadAsync(file)).Version;
        ImageException refused = await Assert.ThrowsAsync<ImageException>(() => here.LoadAsync(other));
        Assert.Contains(version.Image!.ManifestDigest, refused.Message, StringComparison.Ordinal);
        Assert.Contains((await there.BuildAsync("other")).ManifestDigest, refused.Message, StringComparison.Ordinal);
        Assert.Equal(version, await here.Versions.FindAsync(Projects.Default, "sample", 3, Cancellation));
    }

    [Fact]
    public async Task LoadAsync_NumberIsTaken_GetsTheNextOne()
    {
        await using TestSite there = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await using TestSite here = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string first = await there.SaveAsync();
        await here.TrustAsync(there);
        await here.LoadAsync(first);
        await File.WriteAllBytesAsync(there.Images.PipelineFile, (SamplePipelines.Binary() with { CardJson = [.. "{\"another\":1}"u8] }).ToZip().ToBytes(), Cancellation);
        string second = await there.SaveAsync();
        ModelVersion version = (await here.LoadAsync(second)).Version;
        Assert.Equal((4, "sample@3"), (version.Number, version.ImportedFrom!.Name));
    }

    [Fact]
    public async Task LoadAsync_KeyIsNotTrusted_NamesItAndTakesNothing()
    {
        await using TestSite there = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await using TestSite here = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string file = await there.SaveAsync();
        string id = Assert.Single(await there.Signing.Trusted.ListAsync(Cancellation)).Key.Id;
        ImageException refused = await Assert.ThrowsAsync<ImageException>(() => here.LoadAsync(file));
        Assert.Equal(
            $"sample@3 in {file} is refused: nobody whose key is trusted here has signed it.\nThe file brings the key {id}. Compare it with `workflow image keys list` where the file was written; where it is the same: --trust {id}",
            refused.Message);
        Assert.False(Directory.Exists(Path.Combine(here.Images.Home.Images, "blobs")));
        await Assert.ThrowsAsync<SigningException>(() => here.LoadAsync(file, new string('0', 64)));
        Assert.True((await here.LoadAsync(file, id)).IsNew);
    }

    [Fact]
    public async Task LoadAsync_KeyWasRevokedHere_IsRefusedEvenWhenAskedToTrustIt()
    {
        await using TestSite there = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await using TestSite here = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string file = await there.SaveAsync();
        await here.TrustAsync(there);
        string id = Assert.Single(await there.Signing.Trusted.ListAsync(Cancellation)).Key.Id;
        await here.Signing.Trusted.RevokeAsync(id, Cancellation);
        await Assert.ThrowsAsync<ImageException>(() => here.LoadAsync(file));
        await Assert.ThrowsAsync<SigningException>(() => here.LoadAsync(file, id));
    }

    // Whatever a disk or a messenger does to the file: it is refused in words, or nothing that counts was touched.
    [Fact]
    public async Task LoadAsync_FileWasChangedOrCut_IsRefusedOrTheSame()
    {
        await using TestSite there = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string file = await there.SaveAsync();
        byte[] whole = await File.ReadAllBytesAsync(file, Cancellation);
        var numbers = new SeededNumbers(7);
        int refused = 0;
        for (int i = 0; i < 60; i++)
        {
            byte[] damaged = i % 3 == 0 ? whole[..numbers.Next(whole.Length - 1024)] : [.. whole];
            if (i % 3 != 0) damaged[numbers.Next(whole.Length)] ^= (byte)(1 + numbers.Next(255));
            await using TestSite here = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
            await here.TrustAsync(there);
            string path = Path.Combine(here.Images.Home.Work, "damaged.tar");
            await File.WriteAllBytesAsync(path, damaged, Cancellation);
            try
            {
                LoadedVersion loaded = await here.LoadAsync(path);
                await here.Signing.Verifier.RequireAsync(ExpectedImage.Of(loaded.Version), Cancellation);
            }
            catch (WorkflowException)
            {
                refused++;
                Assert.Empty(await here.Versions.ListAsync(Projects.Default, 10, Cancellation));
            }
        }

        Assert.InRange(refused, 20, 60);
    }

    [Theory]
    [InlineData("", "no workflow/version.json")]
    [InlineData("no archive at all, but long enough to be looked at as if it were one", "no whole tar archive")]
    public async Task LoadAsync_AnotherFile_IsRefused(string text, string words)
    {
        await using TestSite here = await TestSite.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string path = Path.Combine(here.Images.Home.Work, "other.tar");
        await File.WriteAllTextAsync(path, text, Cancellation);
        Assert.Contains(words, (await Assert.ThrowsAsync<ImageException>(() => here.LoadAsync(path))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ImageException>(() => here.LoadAsync(path + ".missing"));
    }
}
