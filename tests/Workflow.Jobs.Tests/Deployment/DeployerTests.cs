using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Deployment.Rehearsals;
using Workflow.Jobs.Home;
using Workflow.Jobs.Images;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Deployment;

public sealed class DeployerTests(PostgresServer postgres) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private const string Endpoint = "sample-dev";
    private const string Image = "workflow/sample:abc";
    private static readonly EnvironmentDefinition Environment = new() { Name = "dev", Platform = "docker" };
    private readonly FakeScorerHost _docker = new("docker");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // A container of an engine that does not answer may go on serving, and comes back with the engine.
    [Theory]
    [OnEveryEngine]
    public async Task StopAsync_PlatformDoesNotAnswer_IsRefusedUnlessForgotten(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var endpoints = new EndpointStore(database.Database, TimeProvider.System);
        Deployer deployer = await DeployedAsync(database, endpoints);
        _docker.IsAvailable = false;

        var refused = await Assert.ThrowsAsync<DeploymentException>(() => deployer.StopAsync(Projects.Default, Endpoint, forget: false, Cancellation));
        Assert.Equal(
            "sample-dev runs on platform docker, which does not answer now. Start it and try again; where it is gone for good: workflow stop sample-dev --forget",
            refused.Message);
        Assert.NotNull((await endpoints.FindAsync(Projects.Default, Endpoint, Cancellation))!.Deployment);

        await deployer.StopAsync(Projects.Default, Endpoint, forget: true, Cancellation);
        Assert.Null((await endpoints.FindAsync(Projects.Default, Endpoint, Cancellation))!.Deployment);
    }

    [Theory]
    [OnEveryEngine]
    public async Task StillServesAsync_EndpointWasStopped_IsFalseWhoeverAnswers(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var endpoints = new EndpointStore(database.Database, TimeProvider.System);
        using var http = new HttpClient(new AnsweringHandler("""{"pipelineSha256":"abc"}"""));
        Deployer deployer = await DeployedAsync(database, endpoints, http);
        var url = new Uri("http://127.0.0.1:9090");

        var image = new BuiltImage(Image, "sha256:abc", "sha256:def", 10, 5);
        var request = new DeploymentRequest(Endpoint, "sample@1", "abc", string.Empty, image) { UnverifiedReason = "a test" };

        Assert.True(await deployer.StillServesAsync(Projects.Default, Environment, request, url, Cancellation));
        Assert.False(await deployer.StillServesAsync(Projects.Default, Environment, request, new Uri("http://127.0.0.1:9091"), Cancellation));
        Assert.False(await deployer.StillServesAsync(Projects.Default, Environment, request with { PipelineSha256 = "def" }, url, Cancellation));
        Assert.False(await deployer.StillServesAsync(Projects.Default, Environment, request with { Image = image with { Reference = "workflow/sample:def" } }, url, Cancellation));

        // Nobody has signed it, and nobody has said why that does not matter.
        Assert.False(await deployer.StillServesAsync(Projects.Default, Environment, request with { UnverifiedReason = null }, url, Cancellation));
        await endpoints.MarkStoppedAsync(Projects.Default, (await endpoints.FindAsync(Projects.Default, Endpoint, Cancellation))!, null, Cancellation);
        Assert.False(await deployer.StillServesAsync(Projects.Default, Environment, request, url, Cancellation));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<Deployer> DeployedAsync(TestDatabase database, EndpointStore endpoints, HttpClient? http = null)
    {
        await using var runs = new TestRuns(database.Database);
        await runs.BeginAsync("a");
        StepClaim claim = await runs.ClaimAsync();
        var record = new EndpointRecord
        {
            Name = Endpoint,
            Pipeline = "sample",
            Environment = "dev",
            Port = 9090,
            Deployment = new DeploymentHandle("docker", "id", 9090),
            PipelineSha256 = "abc",
            Version = 0,
            ImageReference = Image,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        };
        Assert.True(await runs.SucceedAsync(claim, new RecordDeploymentEffect(Projects.Default, record, null)));
        var home = new WorkflowHome(_folder.Path);
        var gateways = new GatewayPresence(home);
        var scorer = new ScorerClient(http ?? new HttpClient(), TimeProvider.System);
        var hosts = new ScorerHosts([_docker]);
        var platform = new LocalPlatform(hosts, new LocalPlaces(hosts, endpoints, scorer, gateways), scorer, home);
        var platforms = new Platforms([platform]);
        var remains = new RehearsalRemains(new RehearsalStore(database.Database, TimeProvider.System), platforms, endpoints, home, TimeProvider.System);
        return new Deployer(platforms, endpoints, new ImageSigning(home, database.Database).Verifier, gateways, remains, new EnvironmentKeys(home));
    }

    private sealed class AnsweringHandler(string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new StringContent(body) });
    }
}
