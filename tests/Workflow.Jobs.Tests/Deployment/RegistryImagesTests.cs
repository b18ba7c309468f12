using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Home;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Bases;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Testing.Registry;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Deployment;

/// <summary>What runs send to registries of a site, and fetch from them, as pipelines.yaml says that these are spoken to.</summary>
[Trait("Needs", "Registry")]
public sealed class RegistryImagesTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private TestImages _images = null!;
    private TestDatabase _database = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _images = await TestImages.CreateAsync();
        _database = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite, postgres, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _images.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task PushAsync_RegistryOfASiteWithAnAuthorityOfItsOwn_IsTrustedAndPulledFromAsBase()
    {
        await using DockerRegistry server = await StartEncryptedAsync();
        string registry = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{server.Port}");
        var transport = new RegistryTransport { Https = true, Authorities = _authority.Pem };
        await Assert.ThrowsAsync<RegistryException>(() => PushAsync($"{registry}/models", "sample", transport with { Authorities = null }));
        PushedImage pushed = await PushAsync($"{registry}/models", "sample", transport);

        var tag = new ImageName(pushed.Name.Registry, pushed.Name.Repository, pushed.Name.Tag);
        ImageName pinned = await new BasePins(new WorkflowHome(_folder.File("home"))).RequireAsync(_folder.Path, "p", tag, transport, Cancel);
        Assert.Equal(pushed.Name.Digest, pinned.Digest);
        using TestImages elsewhere = await TestImages.CreateAsync();
        var bases = new BaseImages(elsewhere.Layout);
        await Assert.ThrowsAsync<RegistryException>(() => bases.RequireAsync(pinned, null, Cancel));
        Assert.Equal(pinned.Digest, (await bases.RequireAsync(pinned, transport, Cancel)).ManifestDigest);
    }

    [Fact]
    public async Task PushAsync_AnotherRepositoryOfTheRegistryHasTheEngine_TakesItOverFromThere()
    {
        await using DockerRegistry server = await DockerRegistry.StartAsync(Cancel);
        string registry = $"{server.Url.Authority}/models";
        Assert.Equal([BlobOutcome.Transferred, BlobOutcome.Transferred], await OutcomesAsync("first"));
        await File.WriteAllBytesAsync(_images.PipelineFile, SamplePipelines.Multiclass().ToZip().ToBytes(), Cancel);
        Assert.Equal([BlobOutcome.Mounted, BlobOutcome.Transferred], await OutcomesAsync("second"));
        Assert.Equal([BlobOutcome.Existing, BlobOutcome.Existing], await OutcomesAsync("second"));

        // The engine, and the model.
        async Task<IEnumerable<BlobOutcome>> OutcomesAsync(string model)
        {
            PushedImage pushed = await PushAsync(registry, model, null);
            return _images.Layout.ReadManifest(pushed.Name.Digest!).Layers.Select(layer => pushed.Blobs.Single(blob => blob.Blob.Digest == layer.Digest).Outcome);
        }
    }

    private async Task<PushedImage> PushAsync(string registry, string model, RegistryTransport? transport)
    {
        BuiltImage image = await _images.BuildAsync();
        var signing = new ImageSigning(_images.Home, _database.Database);
        var push = new VersionPush(new ImagePush(_images.Layout), signing.Store, new StatementManifests(_images.Layout), _images.Layout, new PushedLayers(_images.Home));
        var environment = new EnvironmentDefinition { Name = "prod", Platform = "aks", Registry = registry, RegistryTransport = transport };
        var request = new DeploymentRequest($"{model}-prod", $"{model}@1", _images.PipelineSha256, _images.PipelineFile, image);
        return await new RegistryImages(push).PushAsync(new DeploymentOrder(Projects.Default, environment, request, null), Cancel);
    }

    private async Task<DockerRegistry> StartEncryptedAsync()
    {
        using X509Certificate2 certificate = _authority.Sign();
        (string Certificate, string Key) files = (_folder.File("server.pem"), _folder.File("server.key"));
        await File.WriteAllTextAsync(files.Certificate, certificate.ExportCertificatePem(), Cancel);
        await File.WriteAllTextAsync(files.Key, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), Cancel);
        return await DockerRegistry.StartAsync(Cancel, certificate: files);
    }
}
