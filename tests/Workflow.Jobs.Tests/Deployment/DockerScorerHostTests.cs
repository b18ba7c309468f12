using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Images;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.Deployment.Receipts;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Requirements;

namespace Workflow.Jobs.Tests.Deployment;

/// <summary>What containers of a real engine may do, and whose containers are touched. The image's program waits; for the scorer in it answers this test.</summary>
[Trait("Needs", "Docker")]
[Collection(TestDeployments.Ports)]
public sealed class DockerScorerHostTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly List<string> _created = [];
    private readonly string _endpoint = $"docker-{Guid.NewGuid():N}"[..20];
    private HttpClient _http = null!;
    private DockerClient _docker = null!;
    private TestImages _images = null!;
    private TestDatabase _database = null!;
    private DeploymentRequest _request = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static EnvironmentDefinition Environment => new() { Name = "dev", Platform = "docker", Cpu = 0.5m, MemoryBytes = 64L << 20 };

    // As each command has its own.
    private DockerScorerHost Host => new(_docker, _images.Archive, _images.Home);

    public async ValueTask InitializeAsync()
    {
        _http = DockerAddress.CreateClient();
        _docker = new DockerClient(_http);
        Require.That(await _docker.AnswersAsync(Cancellation), "a Docker engine");
        _images = await TestImages.CreateAsync("home", WaitingProgram.ToBytes());
        BuiltImage image = await _images.BuildAsync();
        _database = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite, postgres, Cancellation);
        _request = new DeploymentRequest(_endpoint, "sample@1", _images.PipelineSha256, _images.PipelineFile, image);
    }

    public async ValueTask DisposeAsync()
    {
        if (_request is not null)
        {
            foreach (string id in _created) await _docker.RemoveContainerAsync(id, CancellationToken.None);
            using HttpResponseMessage removed = await _http.DeleteAsync(new Uri($"/images/{_request.Image.ConfigDigest}?force=1", UriKind.Relative), CancellationToken.None);
        }

        if (_database is not null) await _database.DisposeAsync();
        _images?.Dispose();
        _http?.Dispose();
    }

    [Fact]
    public async Task StartAsync_Container_MayDoNothingButScoreAndIsTakenOverByWhoeverComesNext()
    {
        DeploymentHandle handle = await StartAsync();
        JsonNode container = (await _docker.InspectContainerAsync(handle.Id, Cancellation))!;
        JsonNode host = container["HostConfig"]!;
        Assert.Equal("65532:65532", container["Config"]!["User"]!.GetValue<string>());
        Assert.Equal(["ALL"], Texts(host["CapDrop"]));
        Assert.Empty(Texts(host["CapAdd"]));
        Assert.Equal(["no-new-privileges"], Texts(host["SecurityOpt"]));
        Assert.True(host["ReadonlyRootfs"]!.GetValue<bool>());
        Assert.False(host["Privileged"]!.GetValue<bool>());
        Assert.Empty(Texts(host["Binds"]));
        Assert.Equal((64L << 20, 500_000_000L), (host["Memory"]!.GetValue<long>(), host["NanoCpus"]!.GetValue<long>()));
        Assert.InRange(host["PidsLimit"]!.GetValue<long>(), 1, 1_000);
        Assert.Equal("127.0.0.1", Assert.Single(host["PortBindings"]!["9090/tcp"]!.AsArray())!["HostIp"]!.GetValue<string>());
        JsonNode labels = container["Config"]!["Labels"]!;
        Assert.Equal(
            (_images.Home.Id, _endpoint, handle.Port.ToString(CultureInfo.InvariantCulture), _request.PipelineSha256),
            (Text(labels["workflow.home"]), Text(labels["workflow.endpoint"]), Text(labels["workflow.port"]), Text(labels["workflow.pipeline.sha256"])));

        // The control plane was ended and is started again: what serves goes on as it is.
        string before = await LifeAsync(handle.Id);
        EndpointRecord recorded = RemoteDeployments.Record(Environment, _request, new DeployedEndpoint(handle, null));
        DeployedEndpoint kept = await Platform().ApplyAsync(new DeploymentOrder(Projects.Default, Environment, _request, recorded), _ => { }, Cancellation);
        Assert.Equal(handle, kept.Handle);
        Assert.Equal([handle], await Host.FindAsync(_endpoint, Cancellation));
        Assert.Equal(before, await LifeAsync(handle.Id));
    }

    [Fact]
    public async Task DeployStopDestroy_ContainersOfOthers_AreNeverTouched()
    {
        var labels = new JsonObject { ["workflow.endpoint"] = _endpoint, ["workflow.port"] = "9090", ["workflow.pipeline.sha256"] = _request.PipelineSha256 };
        await Host.PrepareAsync(_request, Cancellation);
        string digest = (await _docker.FindImageAsync(_request.Image, Cancellation))!;
        string unlabelled = await OthersAsync(_endpoint, digest, []);
        string ofNobody = await OthersAsync($"{_endpoint}-b", digest, labels.DeepClone().AsObject());
        string ofAnotherHome = await OthersAsync($"{_endpoint}-c", digest, new JsonObject(labels.DeepClone().AsObject().Select(label => KeyValuePair.Create(label.Key, label.Value?.DeepClone()))) { ["workflow.home"] = "another" });
        string[] others = [unlabelled, ofNobody, ofAnotherHome];
        string[] before = await Task.WhenAll(others.Select(LifeAsync));

        // What does not prove itself goes again; what proved itself is stopped and removed.
        await Assert.ThrowsAsync<DeploymentException>(() => Platform().ApplyAsync(new DeploymentOrder(Projects.Default, Environment, _request, null), _ => { }, Cancellation));
        Assert.Empty(await Host.FindAsync(_endpoint, Cancellation));
        DeploymentHandle first = await StartAsync();
        await KillAsync();
        await Platform().StopAsync(new EndpointRemoval(_endpoint, [first]), Cancellation);
        Assert.Empty(await Host.FindAsync(_endpoint, Cancellation));
        DeploymentHandle second = await StartAsync();
        await KillAsync();
        await Platform().DestroyAsync(new EndpointRemoval(_endpoint, [second]), Cancellation);
        Assert.Empty(await Host.FindAsync(_endpoint, Cancellation));

        Assert.Equal(before, await Task.WhenAll(others.Select(LifeAsync)));
    }

    private LocalPlatform Platform()
    {
        var scorer = new ScorerClient(new HttpClient(new ReadyScorer(_request.PipelineSha256, KillAsync)), TimeProvider.System);
        var hosts = new ScorerHosts([Host]);
        return new LocalPlatform(hosts, new LocalPlaces(hosts, new EndpointStore(_database.Database, TimeProvider.System), scorer, new GatewayPresence(_images.Home)), scorer, _images.Home);
    }

    private async Task<DeploymentHandle> StartAsync()
    {
        DeploymentHandle handle = await Host.StartAsync(_request, new ScorerSettings(Environment.Cpu, Environment.MemoryBytes), LoopbackPorts.Choose(new HashSet<int>()), Cancellation);
        _created.Add(handle.Id);
        return handle;
    }

    private async Task<string> OthersAsync(string name, string image, JsonObject labels)
    {
        var configuration = new JsonObject { ["Image"] = image, ["Labels"] = labels, ["HostConfig"] = new JsonObject { ["NetworkMode"] = "none" } };
        string id = await _docker.CreateContainerAsync(name, configuration, Cancellation);
        _created.Add(id);
        await _docker.StartContainerAsync(id, Cancellation);
        return id;
    }

    // The first program of a container is deaf to requests to end, and would be waited for.
    private async Task KillAsync()
    {
        foreach (DeploymentHandle handle in await Host.FindAsync(_endpoint, Cancellation))
        {
            using HttpResponseMessage killed = await _http.PostAsync(new Uri($"/containers/{handle.Id}/kill", UriKind.Relative), null, Cancellation);
            killed.EnsureSuccessStatusCode();
        }
    }

    // Another one, or the same started again, would have another.
    private async Task<string> LifeAsync(string id)
    {
        JsonNode container = (await _docker.InspectContainerAsync(id, Cancellation))!;
        return $"{Text(container["Name"])} {Text(container["State"]!["Status"])} since {Text(container["State"]!["StartedAt"])} as {container["State"]!["Pid"]}";
    }

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? string.Empty;

    private static string[] Texts(JsonNode? list) => list is JsonArray texts ? [.. texts.Select(Text)] : [];

    /// <summary>Says that it is ready, and ends when it is asked for anything else.</summary>
    private sealed class ReadyScorer(string pipeline, Func<Task> endAsync) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath == "/health/ready")
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent($"{{\"pipelineSha256\":\"{pipeline}\"}}", Encoding.UTF8, "application/json") };
            await endAsync();
            throw new HttpRequestException("it has ended");
        }
    }
}
