using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workflow.Jobs.Deployment.Docker;

/// <summary>The calls of the Docker Engine API (version 1.41) by which Dockerfiles are built and images brought out of the engine.</summary>
/// <param name="http">Speaks to the engine.</param>
public sealed class DockerBuild(HttpClient http)
{
    private const int KeptLines = 20;

    /// <summary>Whether an engine answers.</summary>
    public Task<bool> AnswersAsync(CancellationToken cancellationToken) => new DockerClient(http).AnswersAsync(cancellationToken);

    /// <summary>Loads an image archive.</summary>
    /// <exception cref="DockerException">The engine refuses it.</exception>
    public Task LoadAsync(Func<Stream, Task> writeAsync, CancellationToken cancellationToken) => new DockerClient(http).LoadImageAsync(writeAsync, cancellationToken);

    /// <summary>Builds an image.</summary>
    /// <param name="request">What to build.</param>
    /// <param name="writeContextAsync">Writes the context, a tar archive.</param>
    /// <param name="tell">Takes the lines of the build.</param>
    /// <param name="cancellationToken">Stops the build.</param>
    /// <returns>The image's identifier: the digest of its configuration.</returns>
    /// <exception cref="DockerException">The build failed; the message names its step and has its last lines. Failures arrive inside an answer of status 200.</exception>
    public async Task<string> BuildAsync(DockerBuildRequest request, Func<Stream, Task> writeContextAsync, Action<string> tell, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var content = new StreamedContent(writeContextAsync, "application/x-tar");
        using var call = new HttpRequestMessage(HttpMethod.Post, Address(request)) { Content = content };
        using HttpResponseMessage response = await http.SendAsync(call, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, "docker build", cancellationToken).ConfigureAwait(false);
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false)) return await ReadAsync(stream, new BuildLines(KeptLines, tell), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes an image as an archive.</summary>
    /// <exception cref="DockerException">The engine refuses.</exception>
    public async Task SaveAsync(string id, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using HttpResponseMessage response = await http.GetAsync(
            new Uri($"/images/{id}/get", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, "docker save", cancellationToken).ConfigureAwait(false);
        await response.Content.CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes an image that was built and is not used, unless somebody has given it a name or a container has it.</summary>
    /// <param name="id">The image.</param>
    /// <param name="label">A label that it has.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="DockerException">The engine refuses.</exception>
    public async Task DiscardAsync(string id, string label, CancellationToken cancellationToken)
    {
        var images = new DockerImages(http);
        IReadOnlyList<DockerImage> there = await images.ListAsync(label, cancellationToken).ConfigureAwait(false);
        if (there.Any(image => image.Id == id && image.Tags.Count == 0)) await images.TryRemoveAsync(id, cancellationToken).ConfigureAwait(false);
    }

    private static Uri Address(DockerBuildRequest request)
    {
        string arguments = Uri.EscapeDataString(JsonSerializer.Serialize(request.Arguments)), labels = Uri.EscapeDataString(JsonSerializer.Serialize(request.Labels));
        string network = request.HasNetwork ? "default" : "none";
        return new Uri(
            $"/build?dockerfile={Uri.EscapeDataString(request.Dockerfile)}&buildargs={arguments}&labels={labels}&networkmode={network}&platform=linux%2Famd64&rm=1&forcerm=1",
            UriKind.Relative);
    }

    // One JSON object after another; only the last words tell whether all went well.
    private static async Task<string> ReadAsync(Stream stream, BuildLines lines, CancellationToken cancellationToken)
    {
        string? id = null;
        try
        {
            await foreach (JsonObject? message in JsonSerializer.DeserializeAsyncEnumerable<JsonObject>(stream, topLevelValues: true, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                if (message is null) continue;
                if ((message["errorDetail"]?["message"] ?? message["error"]) is { } error) throw lines.Failure(error.ToString());
                if (message["stream"] is { } text) lines.Add(text.ToString());
                if (message["status"] is { } status && message["progress"] is null) lines.Add($"{message["id"]} {status}\n");
                id = (string?)message["aux"]?["ID"] ?? id;
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or HttpRequestException or IOException)
        {
            throw lines.Failure($"the engine's answer broke off or cannot be read: {broken.Message}");
        }

        return id ?? throw lines.Failure("the engine named no image at its end");
    }

    private static async Task RequireSuccessAsync(HttpResponseMessage response, string call, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode) return;
        throw new DockerException($"{call}: {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)}");
    }
}
