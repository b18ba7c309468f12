using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Images;
using Workflow.Testing.Http;

namespace Workflow.Jobs.Tests.Deployment;

public sealed class DockerApiHandlerTests
{
    private readonly ConcurrentQueue<string> _asked = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.41", "v1.41")]
    [InlineData("1.44", "v1.44")]
    [InlineData("1.52", "v1.44")]
    public async Task SendAsync_EngineOfAnyAge_SpeaksWhatBothKnow(string? theirs, string spoken)
    {
        await using LoopbackServer engine = await LoopbackServer.StartAsync(context => AnswerAsync(context, theirs));
        using HttpClient http = DockerAddress.CreateClient($"tcp://{engine.Url.Authority}");
        var docker = new DockerClient(http);
        Assert.Null(await docker.InspectContainerAsync("a", Cancellation));
        Assert.Null(await docker.InspectContainerAsync("b", Cancellation));
        Assert.Equal(["/_ping", $"/{spoken}/containers/a/json", $"/{spoken}/containers/b/json"], _asked);
    }

    // What does not say so may be a proxy, or an engine that starts: nothing is taken for known.
    [Fact]
    public async Task SendAsync_PingSaysNoVersion_IsAskedAgain()
    {
        string? version = null;
        await using LoopbackServer engine = await LoopbackServer.StartAsync(context => AnswerAsync(context, version));
        using HttpClient http = DockerAddress.CreateClient($"tcp://{engine.Url.Authority}");
        var docker = new DockerClient(http);
        await docker.InspectContainerAsync("a", Cancellation);
        version = "1.41";
        await docker.InspectContainerAsync("b", Cancellation);
        Assert.Equal(["/_ping", "/v1.44/containers/a/json", "/_ping", "/v1.41/containers/b/json"], _asked);
    }

    // An engine was replaced by a newer one, which refuses what the older one spoke.
    [Fact]
    public async Task SendAsync_EngineRefusesTheVersion_IsAskedAgain()
    {
        string version = "1.41";
        await using LoopbackServer engine = await LoopbackServer.StartAsync(context => AnswerAsync(context, version));
        using HttpClient http = DockerAddress.CreateClient($"tcp://{engine.Url.Authority}");
        var docker = new DockerClient(http);
        await docker.InspectContainerAsync("a", Cancellation);
        version = "1.52";
        await Assert.ThrowsAsync<DockerException>(() => docker.InspectContainerAsync("old", Cancellation));
        await docker.InspectContainerAsync("b", Cancellation);
        Assert.Equal(["/_ping", "/v1.41/containers/a/json", "/v1.41/containers/old/json", "/_ping", "/v1.44/containers/b/json"], _asked);
    }

    // Engines that keep images as registries do know none by its configuration.
    [Fact]
    public async Task FindImageAsync_EngineNamesImagesByManifest_FindsIt()
    {
        await using LoopbackServer engine = await LoopbackServer.StartAsync(context => AnswerAsync(context, "1.52"));
        using HttpClient http = DockerAddress.CreateClient($"tcp://{engine.Url.Authority}");
        Assert.Equal("sha256:manifest", await new DockerClient(http).FindImageAsync(new BuiltImage("workflow/sample:1", "sha256:manifest", "sha256:config", 1, 1), Cancellation));
    }

    [Fact]
    public async Task SendAsync_EngineIsGone_IsTheEnginesFaultAndSaysWhatToDo()
    {
        using HttpClient http = DockerAddress.CreateClient("tcp://127.0.0.1:1");
        var failed = await Assert.ThrowsAsync<DockerException>(() => new DockerClient(http).InspectContainerAsync("a", Cancellation));
        Assert.StartsWith("the Docker engine does not answer (", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tcp://build.site:2375", "build.site:2375")]
    [InlineData("tcp://127.0.0.1:2375", null)]
    [InlineData("unix:///var/run/docker.sock", null)]
    public void OtherMachine_AddressOfTheEngine_TellsWhetherItsPortsAreOurs(string address, string? other)
    {
        using HttpClient http = DockerAddress.CreateClient(address);
        Assert.Equal(other, new DockerClient(http).OtherMachine);
    }

    private Task AnswerAsync(HttpContext context, string? version)
    {
        _asked.Enqueue(context.Request.Path.Value!);
        if (context.Request.Path == "/_ping")
        {
            if (version is not null) context.Response.Headers["Api-Version"] = version;
            return Task.CompletedTask;
        }

        if (context.Request.Path.Value!.EndsWith("/images/sha256:manifest/json", StringComparison.Ordinal)) return context.Response.WriteAsJsonAsync(new { Id = "sha256:manifest" }, Cancellation);
        bool isRefused = context.Request.Path.Value!.Contains("/old/", StringComparison.Ordinal);
        context.Response.StatusCode = isRefused ? StatusCodes.Status400BadRequest : StatusCodes.Status404NotFound;
        return context.Response.WriteAsJsonAsync(new { message = isRefused ? "client version 1.41 is too old" : "no such container" }, Cancellation);
    }
}
