using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Jobs.Images;

namespace Workflow.Jobs.Deployment.Docker;

/// <summary>The few calls of the Docker Engine API (from version 1.41 on, Docker 20.10) that deployments need.</summary>
public sealed class DockerClient(HttpClient http)
{
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Address of an engine on another machine; null where it is on this one.</summary>
    public string? OtherMachine => http.BaseAddress is { IsLoopback: false } address && address.Host != DockerAddress.ThisMachine ? address.Authority : null;

    /// <summary>Whether an engine answers.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(PingTimeout);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await http.GetAsync(new Uri("/_ping", UriKind.Relative), stop.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (Exception silent) when (silent is HttpRequestException || (silent is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>The digest that the engine knows an image by: that of its configuration, or that of its manifest where it keeps images as registries do.</summary>
    /// <returns>Null where it does not have it.</returns>
    public async Task<string?> FindImageAsync(BuiltImage image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (await InspectImageAsync(image.ConfigDigest, cancellationToken).ConfigureAwait(false) is not null) return image.ConfigDigest;
        return await InspectImageAsync(image.ManifestDigest, cancellationToken).ConfigureAwait(false) is not null ? image.ManifestDigest : null;
    }

    /// <summary>Loads an image archive.</summary>
    /// <exception cref="DockerException">The engine refuses it. Failures arrive inside an answer of status 200.</exception>
    public async Task LoadImageAsync(Func<Stream, Task> writeAsync, CancellationToken cancellationToken)
    {
        using var content = new StreamedContent(writeAsync, "application/x-tar");
        using HttpResponseMessage response = await http.PostAsync(Path("images/load?quiet=1"), content, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
        foreach (JsonNode message in await MessagesAsync(response, cancellationToken).ConfigureAwait(false))
        {
            if (message["error"] is { } error) throw new DockerException($"docker load: {error}");
        }
    }

    /// <summary>Creates a container.</summary>
    /// <returns>Its identifier.</returns>
    public async Task<string> CreateContainerAsync(string name, JsonObject configuration, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.PostAsJsonAsync(Path($"containers/create?name={Uri.EscapeDataString(name)}"), configuration, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
        JsonObject? created = await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken).ConfigureAwait(false);
        return created?["Id"]?.GetValue<string>() ?? throw new DockerException("docker create: the engine names no container");
    }

    /// <summary>Starts a container.</summary>
    public Task StartContainerAsync(string id, CancellationToken cancellationToken) => PostAsync($"containers/{id}/start", cancellationToken);

    /// <summary>Stops a container: asks, waits, then kills. One that is gone or stopped is not an error.</summary>
    public Task StopContainerAsync(string id, TimeSpan patience, CancellationToken cancellationToken) =>
        PostAsync($"containers/{id}/stop?t={(int)patience.TotalSeconds}", cancellationToken, HttpStatusCode.NotFound);

    /// <summary>Removes a container. One that is gone is not an error.</summary>
    public async Task RemoveContainerAsync(string id, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.DeleteAsync(Path($"containers/{id}?force=1&v=1"), cancellationToken).ConfigureAwait(false);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict) return;
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a container runs.</summary>
    public async Task<bool> IsRunningAsync(string id, CancellationToken cancellationToken) =>
        (await InspectContainerAsync(id, cancellationToken).ConfigureAwait(false))?["State"]?["Running"]?.GetValue<bool>() ?? false;

    /// <summary>Everything that the engine knows of a container; null where there is none.</summary>
    public Task<JsonObject?> InspectContainerAsync(string id, CancellationToken cancellationToken) => FindAsync($"containers/{id}/json", cancellationToken);

    /// <summary>Everything that the engine knows of an image; null where there is none.</summary>
    public Task<JsonObject?> InspectImageAsync(string id, CancellationToken cancellationToken) => FindAsync($"images/{id}/json", cancellationToken);

    /// <summary>Containers with all of the given labels, running or not.</summary>
    public Task<IReadOnlyList<DockerContainer>> ListContainersAsync(IEnumerable<KeyValuePair<string, string>> labels, CancellationToken cancellationToken) =>
        ListContainersAsync(labels.Select(label => $"{label.Key}={label.Value}"), cancellationToken);

    /// <summary>Containers that have a label, whatever its value is, running or not.</summary>
    public Task<IReadOnlyList<DockerContainer>> ListContainersAsync(string label, CancellationToken cancellationToken) => ListContainersAsync([label], cancellationToken);

    private async Task<IReadOnlyList<DockerContainer>> ListContainersAsync(IEnumerable<string> labels, CancellationToken cancellationToken)
    {
        string filters = JsonSerializer.Serialize(new { label = labels });
        using HttpResponseMessage response = await http.GetAsync(Path($"containers/json?all=1&filters={Uri.EscapeDataString(filters)}"), cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
        JsonArray containers = await response.Content.ReadFromJsonAsync<JsonArray>(cancellationToken).ConfigureAwait(false) ?? [];
        return [.. containers.OfType<JsonObject>().Select(DockerContainer.Parse)];
    }

    /// <summary>The last lines of a container's output.</summary>
    public async Task<string> LogTailAsync(string id, int lines, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.GetAsync(Path($"containers/{id}/logs?stdout=1&stderr=1&tail={lines}"), cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode) return string.Empty;
        return DockerLogStream.Decode(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
    }

    private static Uri Path(string path) => new($"/{path}", UriKind.Relative);

    private async Task<JsonObject?> FindAsync(string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.GetAsync(Path(path), cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken).ConfigureAwait(false);
    }

    private async Task PostAsync(string path, CancellationToken cancellationToken, params HttpStatusCode[] accepted)
    {
        using HttpResponseMessage response = await http.PostAsync(Path(path), null, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotModified || accepted.Contains(response.StatusCode)) return;
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
    }

    private static async Task RequireSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode) return;
        string body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        throw new DockerException($"docker {response.RequestMessage?.RequestUri?.AbsolutePath}: {(int)response.StatusCode}: {Message(body)}");
    }

    private static string Message(string body)
    {
        try
        {
            return JsonNode.Parse(body)?["message"]?.GetValue<string>() ?? body;
        }
        catch (JsonException)
        {
            return body;
        }
    }

    // A streamed answer is one JSON object after another, with or without line breaks.
    private static async Task<List<JsonNode>> MessagesAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var messages = new List<JsonNode>();
        string body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte> rest = Encoding.UTF8.GetBytes(body);
        while (!rest.Span.Trim(" \r\n\t"u8).IsEmpty)
        {
            (JsonNode? message, int consumed) = ReadOne(rest.Span);
            if (message is not null) messages.Add(message);
            rest = rest[consumed..];
        }

        return messages;
    }

    private static (JsonNode? Message, int Consumed) ReadOne(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = true });
        JsonNode? message = JsonNode.Parse(ref reader);
        return (message, (int)reader.BytesConsumed);
    }
}
