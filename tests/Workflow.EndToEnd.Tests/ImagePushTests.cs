using System.Text.Json;
using Workflow.EndToEnd.Tests.Program;
using Workflow.Testing.Registry;

namespace Workflow.EndToEnd.Tests;

/// <summary>The image of the main job goes to a real registry, with what was signed of it, and is sent once.</summary>
[Trait("Needs", "Registry")]
[Trait("Speed", "Slow")]
public sealed class ImagePushTests(TrainedHome trained)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Push_Twice_SendsTheImageAndItsStatementsOnce()
    {
        await using DockerRegistry registry = await DockerRegistry.StartAsync(Cancel);
        string name = $"{registry.Url.Authority}/models/cooling";
        JsonElement image = trained.Result.GetProperty("image");

        JsonElement pushed = (await trained.Program.RunAsync(Cancel, "image", "push", "hydraulic-cooling@1", name, "--json")).Succeeded().Json;
        Assert.Equal($"{name}:1@{image.GetProperty("digest").GetString()}", pushed.GetProperty("name").GetString());
        Assert.InRange(pushed.GetProperty("bytesSent").GetInt64(), 10_000_000, 15_100_000);
        Assert.Equal(3, pushed.GetProperty("referrers").GetArrayLength());
        JsonElement again = (await trained.Program.RunAsync(Cancel, "image", "push", "hydraulic-cooling@1", name, "--json")).Succeeded().Json;
        Assert.Equal(0, again.GetProperty("bytesSent").GetInt64());

        using var http = new HttpClient { BaseAddress = registry.Url };
        http.DefaultRequestHeaders.Accept.ParseAdd("application/vnd.oci.image.index.v1+json");
        string tag = image.GetProperty("digest").GetString()!.Replace(':', '-');
        using JsonDocument referrers = JsonDocument.Parse(await http.GetStringAsync(new Uri($"/v2/models/cooling/manifests/{tag}", UriKind.Relative), Cancel));
        Assert.All(referrers.RootElement.GetProperty("manifests").EnumerateArray(), referrer => Assert.Equal("application/vnd.in-toto+json", referrer.GetProperty("artifactType").GetString()));
    }
}
