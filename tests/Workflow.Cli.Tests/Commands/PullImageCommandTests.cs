using System.Globalization;
using System.Text.Json;
using Workflow.Cli.Tests.TestData;
using Workflow.Jobs.Home;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Json;
using Workflow.Testing.Files;
using Workflow.Testing.Registry;

namespace Workflow.Cli.Tests.Commands;

/// <summary>Images from a registry.</summary>
[Trait("Speed", "Slow")]
public sealed class PullImageCommandTests : IDisposable
{
    private readonly Desk _desk = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData("localhost:5000/Models", "the repository 'Models' has capital letters")]
    [InlineData("localhost:1/models/none:1", "registry localhost:1")]
    public async Task Pull_NoSuchImage_IsRefused(string name, string words) => (await _desk.RunAsync("image", "pull", name)).Refused(1, words);

    [Fact]
    [Trait("Needs", "Registry")]
    public async Task Pull_ImageWithoutStatements_SaysThatItIsNoVersion()
    {
        await using DockerRegistry server = await DockerRegistry.StartAsync(Cancel);
        string name = string.Create(CultureInfo.InvariantCulture, $"localhost:{server.Port}/models/plain:1");
        string digest = await PushAsync(server, name);
        CommandResult pulled = (await _desk.RunAsync("image", "pull", name)).Succeeded();
        Assert.Contains($"{name}@{digest}\n", pulled.Output, StringComparison.Ordinal);
        Assert.Contains("it is among the images of this home, and is not registered as a version:\nit brings no signed statement", pulled.Error, StringComparison.Ordinal);
        JsonElement again = (await _desk.RunAsync("image", "pull", name, "--json")).Succeeded().Json;
        Assert.Equal((digest, 0), (again.GetProperty("digest").GetString(), again.GetProperty("bytesReceived").GetInt64()));
        Assert.StartsWith("it brings no signed statement", again.GetProperty("obstacle").GetString(), StringComparison.Ordinal);
        Assert.False(again.TryGetProperty("version", out _));
    }

    private static async Task<string> PushAsync(DockerRegistry server, string name)
    {
        using var folder = new TemporaryFolder();
        var layout = new ImageLayout(new WorkflowHome(folder.Path));
        Descriptor config = layout.Add("application/vnd.oci.image.config.v1+json", "{}"u8.ToArray());
        Descriptor layer = layout.Add("application/vnd.oci.image.layer.v1.tar", new byte[1024]);
        byte[] manifest = JobsJson.WriteWireUtf8(new ImageManifest(2, "application/vnd.oci.image.manifest.v1+json", config, [layer], new Dictionary<string, string>(StringComparer.Ordinal)));
        string digest = layout.Add("application/vnd.oci.image.manifest.v1+json", manifest).Digest;
        using var client = new RegistryClient(RegistryOptions.Of(string.Create(CultureInfo.InvariantCulture, $"localhost:{server.Port}")));
        await new ImagePush(layout).PushAsync(client, new PushRequest(ImageName.Parse(name), digest), null, Cancel);
        return digest;
    }
}
