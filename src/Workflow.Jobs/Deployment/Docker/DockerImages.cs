using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workflow.Jobs.Deployment.Docker;

/// <summary>The calls of the Docker Engine API (version 1.41) by which images are listed and removed.</summary>
/// <param name="http">Speaks to the engine.</param>
public sealed class DockerImages(HttpClient http)
{
    private readonly DockerClient _engine = new(http);

    /// <summary>Whether an engine answers.</summary>
    public Task<bool> AnswersAsync(CancellationToken cancellationToken) => _engine.AnswersAsync(cancellationToken);

    /// <summary>Images that have a label, whatever its value is.</summary>
    /// <exception cref="DockerException">The engine refuses.</exception>
    public async Task<IReadOnlyList<DockerImage>> ListAsync(string label, CancellationToken cancellationToken)
    {
        string filters = JsonSerializer.Serialize(new { label = (string[])[label] });
        using HttpResponseMessage response = await http.GetAsync(Path($"images/json?filters={Uri.EscapeDataString(filters)}"), cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode) throw await RefusedAsync("docker images", response, cancellationToken).ConfigureAwait(false);
        JsonArray images = await response.Content.ReadFromJsonAsync<JsonArray>(cancellationToken).ConfigureAwait(false) ?? [];
        return [.. images.OfType<JsonObject>().Select(Parse)];
    }

    /// <summary>Removes an image, with all its names.</summary>
    /// <returns>Whether it is gone: the engine keeps one that a container has.</returns>
    /// <exception cref="DockerException">The engine refuses for another reason.</exception>
    public async Task<bool> TryRemoveAsync(string id, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.DeleteAsync(Path($"images/{id}"), cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotFound) return true;
        if (response.StatusCode == HttpStatusCode.Conflict) return false;
        throw await RefusedAsync("docker rmi", response, cancellationToken).ConfigureAwait(false);
    }

    // A name without a tag is none.
    private static DockerImage Parse(JsonObject image) => new(
        image["Id"]!.GetValue<string>(),
        image["Size"]?.GetValue<long>() ?? 0,
        [.. (image["RepoTags"] as JsonArray)?.Select(tag => tag!.GetValue<string>()).Where(tag => tag != "<none>:<none>") ?? []]);

    private static async Task<DockerException> RefusedAsync(string call, HttpResponseMessage response, CancellationToken cancellationToken) =>
        new($"{call}: {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)}");

    private static Uri Path(string path) => new($"/{path}", UriKind.Relative);
}
