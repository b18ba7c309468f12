using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Workflow.Bench.Measuring;
using Workflow.Jobs.Deployment.Docker;

namespace Workflow.Bench.Deploy;

/// <summary>From <c>docker create</c> to the first answer of status 200, with the very options that a deployment has set.</summary>
/// <param name="docker">The engine.</param>
/// <param name="deployed">What the engine tells of a container that was deployed.</param>
internal sealed class ContainerStart(DockerClient docker, JsonObject deployed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Starts a container of an image, and removes it again.</summary>
    /// <returns>Milliseconds.</returns>
    public async Task<double> MeasureAsync(string image, CancellationToken cancellationToken)
    {
        int port = BenchPort.Choose();
        var ready = new Uri($"http://127.0.0.1:{port}/health/ready");
        JsonObject configuration = Configuration(image, port);
        using var http = new HttpClient();
        string? id = null;
        try
        {
            long started = TimeProvider.System.GetTimestamp();
            id = await docker.CreateContainerAsync($"workflow-bench-{Guid.NewGuid():N}", configuration, cancellationToken);
            await docker.StartContainerAsync(id, cancellationToken);
            while (!await AnswersAsync(http, ready, cancellationToken))
            {
                if (TimeProvider.System.GetElapsedTime(started) > Patience) throw new InvalidOperationException($"a container of {image} does not answer: {await docker.LogTailAsync(id, 5, cancellationToken)}");
                await Task.Delay(Pause, cancellationToken);
            }

            return TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        }
        finally
        {
            if (id is not null) await docker.RemoveContainerAsync(id, CancellationToken.None);
        }
    }

    private JsonObject Configuration(string image, int port)
    {
        var host = (JsonObject)deployed["HostConfig"]!.DeepClone();
        JsonNode exposed = deployed["Config"]!["ExposedPorts"]!;
        string inside = exposed.AsObject().Single().Key;
        host["PortBindings"] = new JsonObject { [inside] = new JsonArray(new JsonObject { ["HostIp"] = "127.0.0.1", ["HostPort"] = port.ToString(CultureInfo.InvariantCulture) }) };
        return new JsonObject { ["Image"] = image, ["User"] = deployed["Config"]!["User"]!.DeepClone(), ["ExposedPorts"] = exposed.DeepClone(), ["HostConfig"] = host };
    }

    // A port that is published may be open before anybody listens behind it.
    private static async Task<bool> AnswersAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(address, cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
