using System.Net;
using Workflow.EndToEnd.Tests.Program;
using Workflow.Testing.Files;

namespace Workflow.EndToEnd.Tests;

/// <summary>What a scorer computes digests for works in its image, which has no OpenSSL: the framework's digests would end the process.</summary>
[Trait("Needs", "Docker")]
[Trait("Speed", "Slow")]
public sealed class ImageHttpTests(TrainedHome trained)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Image_WithKeys_AsksForThemAndAnswersItsPage()
    {
        using var folder = new TemporaryFolder();
        string archive = folder.File("scorer.tar"), name = $"workflow-http-{Guid.NewGuid():N}", image = trained.Result.GetProperty("image").GetProperty("reference").GetString()!;
        (await trained.Program.RunAsync(Cancel, "image", "save", "hydraulic-cooling@1", "--out", archive)).Succeeded();
        await DockerCommand.SucceedAsync(Cancel, "load", "--input", archive);
        await DockerCommand.SucceedAsync(Cancel, "run", "--detach", "--name", name, "--publish", "127.0.0.1:0:9090", "--read-only", "--cap-drop", "ALL", "--env", "SCORER_API_KEYS=one,two", image);
        try
        {
            string address = await DockerCommand.SucceedAsync(Cancel, "port", name, "9090/tcp");
            using var http = new HttpClient { BaseAddress = new Uri($"http://{address}/") };
            await WaitUntilItListensAsync(http);
            string[] paths = ["", "openapi.json", "metrics", "model/schema", "scoring.thrift", "inference.proto", "monitor/sketch"];
            foreach (string path in paths) Assert.Equal((path, HttpStatusCode.Unauthorized), (path, await AskAsync(http, path, "three")));
            foreach (string path in paths) Assert.Equal((path, HttpStatusCode.OK), (path, await AskAsync(http, path, "two")));
            Assert.Equal("true", await DockerCommand.SucceedAsync(Cancel, "inspect", "--format", "{{.State.Running}}", name));
        }
        finally
        {
            await DockerCommand.RunAsync(CancellationToken.None, "rm", "--force", name);
        }
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient http, string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("x-api-key", key);
        using HttpResponseMessage response = await http.SendAsync(request, Cancel);
        return response.StatusCode;
    }

    private static async Task WaitUntilItListensAsync(HttpClient http)
    {
        while (true)
        {
            try
            {
                if ((await http.GetAsync(new Uri("health/ready", UriKind.Relative), Cancel)).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), Cancel);
            }
        }
    }
}
