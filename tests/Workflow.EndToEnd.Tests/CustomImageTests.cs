using System.Text.Json;
using Workflow.EndToEnd.Tests.Program;
using Workflow.Testing.Files;

namespace Workflow.EndToEnd.Tests;

/// <summary>An image by a Dockerfile of the user's own answers as a local service.</summary>
[Trait("Needs", "Docker")]
[Trait("Speed", "Slow")]
public sealed class CustomImageTests(TrainedHome trained)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WithADockerfile_AnswersOnThatImage()
    {
        using var folder = new TemporaryFolder();
        WorkflowProgram program = trained.WithPublishedScorer(folder.File("home"));
        string image = Path.Combine(folder.Path, "image");
        Directory.CreateDirectory(image);
        await File.WriteAllTextAsync(Path.Combine(image, "Dockerfile"), "ARG WORKFLOW_IMAGE\nFROM ${WORKFLOW_IMAGE}\nCOPY note.txt /usr/share/note.txt\n", Cancel);
        await File.WriteAllTextAsync(Path.Combine(image, "note.txt"), "hello\n", Cancel);
        JsonElement result = (await program.RunAsync(
            Cancel, "run", "hydraulic-cooling", "--json", "--set", "environments.dev.platform=docker", "--set", $"image.dockerfile={image}/Dockerfile")).Succeeded().Json;
        try
        {
            string inspected = (await program.RunAsync(Cancel, "image", "inspect", "hydraulic-cooling")).Succeeded().Output;
            Assert.Contains("its build cannot be repeated to the same digest", inspected, StringComparison.Ordinal);
            (await program.RunAsync(Cancel, "image", "verify", "hydraulic-cooling")).Succeeded();
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            Uri url = new(result.GetProperty("endpoint").GetProperty("url").GetString()!);
            Assert.Equal(System.Net.HttpStatusCode.OK, (await http.GetAsync(new Uri(url, "health/ready"), Cancel)).StatusCode);
        }
        finally
        {
            await program.RunAsync(CancellationToken.None, "stop", "hydraulic-cooling-dev");
        }
    }
}
