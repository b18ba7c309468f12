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
    [InlineData(null, "v1.44")]
    public async Task SendAsync_EngineOfAnyAge_SpeaksWhatBothKnow(string? theirs, string spoken)
    {
        await using LoopbackServer engine = await LoopbackServer.StartAsync(context => AnswerAsync(context, theirs));
        using HttpClient http = DockerAddress.CreateClient($"tcp://{engine.Url.Authority}");
        var docker = new DockerClient(http);
        Assert.Null(await docker.InspectContainerAsync("a", Cancellation));
        Assert.Null(await docker.InspectContainerAsync("b", Cancellation));
        Assert.Equal(["/_ping", $"/{spoken}/containers/a/json", $"/{spoken}/containers/b/json"], _asked);
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
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
