using System.Text.Json.Nodes;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Images;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Predictions;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Requirements;

namespace Workflow.Jobs.Tests.Deployment.Receipts;

/// <summary>Containers of a real engine, and what somebody may do to them.</summary>
[Trait("Needs", "Docker")]
[Collection(TestDeployments.Ports)]
public sealed class ContainerReceiptTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task InspectAsync_ContainersOfTheEngine_ProvesOursAndRefutesOthers()
    {
        await using Engine engine = await Engine.CreateAsync();
        (DockerClient docker, TestImages images, BuiltImage image, DockerScorerHost host) = engine;
        var request = new DeploymentRequest("receipt-test", "sample@1", images.PipelineSha256, images.PipelineFile, image);
        var expected = new ExpectedDeployment(request.Endpoint, request.Name, request.PipelineSha256, image);
        DeploymentHandle ours = await host.StartAsync(request, new ScorerSettings(null, null), LoopbackPorts.Choose(new HashSet<int>()), Cancellation);
        string stranger = await docker.CreateContainerAsync($"receipt-test-{Guid.NewGuid():N}", Laid(image, images.PipelineFile), Cancellation);
        try
        {
            Assert.All(await host.InspectAsync(ours, expected, Cancellation), check => Assert.Equal(ProofOutcome.Proven, check.Outcome));

            // On record is another image than the one that runs.
            string other = $"sha256:{new string('0', 64)}";
            IReadOnlyList<ProofCheck> swapped = await host.InspectAsync(ours, expected with { Image = image with { ConfigDigest = other, ManifestDigest = other } }, Cancellation);
            Assert.Equal(("image", ProofOutcome.Refuted, $"{image.ConfigDigest}; deployed was {other}"), (swapped[0].Name, swapped[0].Outcome, swapped[0].Detail));

            // The right image, and another file in its place.
            await docker.StartContainerAsync(stranger, Cancellation);
            IReadOnlyList<ProofCheck> laid = await host.InspectAsync(ours with { Id = stranger }, expected, Cancellation);
            Assert.Equal([ProofOutcome.Proven, ProofOutcome.Refuted], laid.Select(check => check.Outcome));
            foreach (string difference in (string[])["/model.pipeline is laid over the image's files", "Env is not the image's", "its files can be written", "label workflow.endpoint is '', not 'receipt-test'", "does not lead to it"])
            {
                Assert.Contains(difference, laid[1].Detail, StringComparison.Ordinal);
            }
        }
        finally
        {
            foreach (string id in (string[])[ours.Id, stranger]) await docker.RemoveContainerAsync(id, CancellationToken.None);
        }

        Assert.Empty(await host.InspectAsync(ours, expected, Cancellation));
    }

    [Fact]
    public async Task InspectAsync_ContainerHasKeys_ProvesItAndRefutesWhatIsNotOnRecord()
    {
        await using Engine engine = await Engine.CreateAsync();
        (DockerClient docker, TestImages images, BuiltImage image, DockerScorerHost host) = engine;
        await File.WriteAllTextAsync(images.Home.Work + ".keys", "planted-key-1\nplanted-key-2\n", Cancellation);
        ApiKeys keys = new EnvironmentKeys(images.Home).Of(new EnvironmentDefinition { Name = "dev", Platform = "docker", ApiKeys = $"file:{images.Home.Work}.keys" });
        var request = new DeploymentRequest("keyed-test", "sample@1", images.PipelineSha256, images.PipelineFile, image) { Keys = keys };
        var expected = new ExpectedDeployment(request.Endpoint, request.Name, request.PipelineSha256, image);
        DeploymentHandle started = await host.StartAsync(request, new ScorerSettings(null, null), LoopbackPorts.Choose(new HashSet<int>()), Cancellation);
        try
        {
            JsonNode container = (await docker.InspectContainerAsync(started.Id, Cancellation))!;
            Assert.Contains("SCORER_API_KEYS=planted-key-1,planted-key-2", container["Config"]!["Env"]!.AsArray().Select(variable => variable!.GetValue<string>()));
            container["Config"]!["Env"] = null;
            Assert.DoesNotContain("planted-key", container.ToJsonString(), StringComparison.Ordinal);
            Assert.Equal(keys.Handed, started.Keys);
            Assert.Equal([started], await host.FindAsync(request.Endpoint, Cancellation));
            Assert.All(await host.InspectAsync(started, expected, Cancellation), check => Assert.Equal(ProofOutcome.Proven, check.Outcome));
            Assert.Equal("it was given API keys", (await host.InspectAsync(started with { Keys = null }, expected, Cancellation))[1].Detail);
        }
        finally
        {
            await docker.RemoveContainerAsync(started.Id, CancellationToken.None);
        }
    }

    [Fact]
    public async Task InspectAsync_ContainerSendsPredictions_ProvesItAndRefutesAnotherSocket()
    {
        await using Engine engine = await Engine.CreateAsync();
        (DockerClient docker, TestImages images, BuiltImage image, DockerScorerHost host) = engine;
        var request = new DeploymentRequest("predicting-test", "sample@1", images.PipelineSha256, images.PipelineFile, image);
        var expected = new ExpectedDeployment(request.Endpoint, request.Name, request.PipelineSha256, image);
        var settings = new ScorerSettings(null, null) { PredictionShare = 0.25 };
        DeploymentHandle started = await host.StartAsync(request, settings, LoopbackPorts.Choose(new HashSet<int>()), Cancellation);
        try
        {
            JsonNode container = (await docker.InspectContainerAsync(started.Id, Cancellation))!;
            JsonNode mount = Assert.Single(container["Mounts"]!.AsArray())!;
            Assert.Equal((images.Home.Predictions, "/run/workflow", false), (mount["Source"]!.GetValue<string>(), mount["Destination"]!.GetValue<string>(), mount["RW"]!.GetValue<bool>()));
            string[] variables = [.. container["Config"]!["Env"]!.AsArray().Select(variable => variable!.GetValue<string>())];
            Assert.Contains("SCORER_LOG_PREDICTIONS=unix:///run/workflow/socket", variables);
            Assert.Contains($"SCORER_LOG_KEY={new PredictionKeys(images.Home).Of(request.Endpoint).Reveal()}", variables);
            Assert.Contains("SCORER_LOG_SHARE=0.25", variables);
            Assert.All(await host.InspectAsync(started, expected, Cancellation), check => Assert.Equal(ProofOutcome.Proven, check.Outcome));

            // Another share, or none, would be another container; so would be the key of another endpoint.
            Assert.True(await host.HasSettingsAsync(started, settings, Cancellation));
            Assert.False(await host.HasSettingsAsync(started, settings with { PredictionShare = 1 }, Cancellation));
            Assert.False(await host.HasSettingsAsync(started, settings with { PredictionShare = null }, Cancellation));
            string refuted = (await host.InspectAsync(started, expected with { Endpoint = "another" }, Cancellation))[1].Detail;
            Assert.Contains("SCORER_LOG_KEY is not what it was given", refuted, StringComparison.Ordinal);
        }
        finally
        {
            await docker.RemoveContainerAsync(started.Id, CancellationToken.None);
        }
    }

    private static JsonObject Laid(BuiltImage image, string file) => new()
    {
        ["Image"] = image.ConfigDigest,
        ["Env"] = new JsonArray("EXTRA=1"),
        ["HostConfig"] = new JsonObject { ["Binds"] = new JsonArray($"{file}:/model.pipeline:ro"), ["NetworkMode"] = "none" },
    };

    /// <summary>A real engine, an image and what runs it there; the engine forgets the image at the end.</summary>
    private sealed class Engine(HttpClient http, TestImages images, BuiltImage image) : IAsyncDisposable
    {
        private readonly DockerClient _docker = new(http);

        public static async Task<Engine> CreateAsync()
        {
            HttpClient http = DockerAddress.CreateClient();
            Require.That(await new DockerClient(http).AnswersAsync(Cancellation), "a Docker engine");
            TestImages images = await TestImages.CreateAsync("home", WaitingProgram.ToBytes());
            return new Engine(http, images, await images.BuildAsync());
        }

        public void Deconstruct(out DockerClient docker, out TestImages kept, out BuiltImage built, out DockerScorerHost host) =>
            (docker, kept, built, host) = (_docker, images, image, new DockerScorerHost(_docker, images.Archive, images.Home));

        public async ValueTask DisposeAsync()
        {
            using HttpResponseMessage removed = await http.DeleteAsync(new Uri($"/images/{image.ConfigDigest}?force=1", UriKind.Relative), CancellationToken.None);
            images.Dispose();
            http.Dispose();
        }
    }
}
