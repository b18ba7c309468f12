using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Bundles;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Tests.TestData;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.Images.Bundles;

/// <summary>A site with a home, a database and a key of its own.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    private TestSite(TestImages images, TestDatabase database)
    {
        Images = images;
        Database = database;
        Signing = new ImageSigning(images.Home, database.Database);
        Versions = new VersionStore(database.Database);
        Artifacts = new DirectoryArtifactStore(images.Home.Artifacts);
        Bundles = new VersionBundles(images.Layout, images.Archive, Signing.Store, Signing.Keys, Signing.Trusted);
        Import = new BundleImport(images.Layout, Signing.Verifier, Signing.Trusted, new VersionImports(database.Database, Versions, TimeProvider.System), Artifacts);
    }

    public TestImages Images { get; }

    public TestDatabase Database { get; }

    public ImageSigning Signing { get; }

    public VersionStore Versions { get; }

    public DirectoryArtifactStore Artifacts { get; }

    public VersionBundles Bundles { get; }

    public BundleImport Import { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestSite> CreateAsync(DatabaseEngine engine, PostgresServer postgres) =>
        new(await TestImages.CreateAsync(), await TestDatabase.CreateAsync(engine, postgres, Cancellation));

    /// <summary>Builds and signs the version of the site's pipeline file, and saves it.</summary>
    /// <returns>The saved file.</returns>
    public Task<string> SaveAsync(long number = 3) => SaveAsync(null, TimeSpan.Zero, number);

    /// <summary>The same with another image of the version, as with a newer base, that was built some time later.</summary>
    public async Task<string> SaveAsync(string? extra, TimeSpan later, long number = 3)
    {
        BuiltImage image = await BuildAsync(extra);
        IReadOnlyList<ImageStatement> signed = await Signing.SignAsync(image, Images.Engine, Images.PipelineFile, ImageSigning.Run with { FinishedAt = ImageSigning.Run.FinishedAt + later });
        Assert.Equal(3, signed.Count);
        string path = Path.Combine(Images.Home.Work, $"sample-{number}{extra}.tar");
        await AtomicFile.WriteAsync(path, stream => Bundles.WriteAsync(stream, VersionOf(image, number), Cancellation));
        return path;
    }

    /// <summary>The site's version with an image.</summary>
    public ModelVersion VersionOf(BuiltImage image, long number) => new()
    {
        Model = "sample",
        Number = number,
        PipelineSha256 = Images.PipelineSha256,
        RunId = "run-there",
        Summary = new VersionSummary("y", "trees", 0.25, 0.9, 0.8, 0.95, "mirror data.zip", false, 1000),
        CreatedAt = DateTimeOffset.UnixEpoch,
        Image = image,
    };

    /// <summary>Builds an image of the site's pipeline file, with a file of its own or without.</summary>
    public async Task<BuiltImage> BuildAsync(string? extra)
    {
        if (extra is null) return await Images.BuildAsync();
        string file = await Artifacts.PutAsync(System.Text.Encoding.UTF8.GetBytes(extra), Cancellation);
        var custom = new CustomImageDefinition { ExtraFiles = [new ExtraFileDefinition("/extra", file, extra.Length, IsExecutable: false)] };
        return await Images.Images(Artifacts).BuildAsync(Images.Engine, Images.PipelineFile, custom, _ => { }, Cancellation);
    }

    /// <summary>Trusts the key of another site.</summary>
    public async Task TrustAsync(TestSite other)
    {
        foreach (Jobs.Images.Signing.TrustedKey key in await other.Signing.Trusted.ListAsync(Cancellation)) await Signing.Trusted.TrustAsync(key.Key, "site.pem", Cancellation);
    }

    public Task<LoadedVersion> LoadAsync(string path, string? trusted = null) => Import.LoadAsync(Projects.Default, path, trusted, Cancellation);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Images.Dispose();
    }
}
