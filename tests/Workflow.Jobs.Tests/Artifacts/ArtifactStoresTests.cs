using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Home;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Tests.Artifacts.S3;
using Workflow.Testing.Files;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.Artifacts;

public sealed class ArtifactStoresTests : IDisposable
{
    private static readonly byte[] Content = "an artifact"u8.ToArray();
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private WorkflowHome Home => new(_folder.File("home"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task JobsServices_NoAddress_KeepArtifactsInTheHome(string? address)
    {
        string path = await PutAsync(address);
        Assert.StartsWith(Home.Artifacts, path, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Home.ArtifactCopies));
    }

    [Fact]
    public async Task JobsServices_Directory_KeepArtifactsThere()
    {
        string shared = Directory.CreateDirectory(_folder.File("shared")).FullName;
        Assert.StartsWith(shared, await PutAsync(shared), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Home.Artifacts));
    }

    [Fact]
    public async Task JobsServices_Bucket_KeepArtifactsThereAndCopiesInTheHome()
    {
        await using StandInS3 server = await StandInS3.StartAsync();
        string path = await PutAsync($"s3://{StandInS3.Bucket}/team?endpoint={server.Url}&region=eu-central-1");
        Assert.StartsWith(Home.ArtifactCopies, path, StringComparison.Ordinal);
        string digest = Sha256Hex.Of(Content);
        Assert.Equal($"team/sha256/{digest[..2]}/{digest}", Assert.Single(server.Keys));
    }

    // A directory that is not mounted must not become one of this machine alone.
    [Fact]
    public async Task JobsServices_NoSuchDirectory_IsTold()
    {
        string shared = _folder.File("shared");
        var told = await Assert.ThrowsAsync<ArtifactException>(() => PutAsync(shared));
        Assert.Equal($"the directory of the artifacts, {shared}, does not exist: mount it, or make it", told.Message);
        Assert.False(Directory.Exists(shared));
    }

    [Fact]
    public async Task JobsServices_NoLocation_IsTold() =>
        Assert.Contains("'share', is no absolute path", (await Assert.ThrowsAsync<ArtifactException>(() => PutAsync("share"))).Message, StringComparison.Ordinal);

    private async Task<string> PutAsync(string? address)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddWorkflowJobs(new JobsOptions { HomePath = Home.Path, ArtifactsAddress = address });
        await using ServiceProvider provider = services.BuildServiceProvider();
        IArtifactStore store = provider.GetRequiredService<IArtifactStore>();
        return await store.FileAsync(await store.PutAsync(Content, Cancellation), Cancellation);
    }
}
