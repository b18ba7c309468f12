using System.Net.Http.Headers;
using System.Text.Json;

namespace Workflow.Bench.Deploying;

/// <summary>What benchmarks do with images of the Docker engine that deployments never do.</summary>
internal sealed class EngineImages(HttpClient http)
{
    /// <summary>Makes an image of one layer, as <c>docker import</c> does.</summary>
    /// <param name="layer">The layer, a tar file.</param>
    /// <param name="changes">Lines of a Dockerfile that say how it runs.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What the engine calls it.</returns>
    public async Task<string> ImportAsync(byte[] layer, IEnumerable<string> changes, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(layer);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        string query = string.Concat(changes.Select(change => $"&changes={Uri.EscapeDataString(change)}"));
        using HttpResponseMessage response = await http.PostAsync(new Uri($"/images/create?fromSrc=-{query}", UriKind.Relative), content, cancellationToken);
        string answer = await response.Content.ReadAsStringAsync(cancellationToken);
        string last = answer.TrimEnd().Split('\n')[^1];
        string? image = response.IsSuccessStatusCode ? JsonDocument.Parse(last).RootElement.GetProperty("status").GetString() : null;
        return image ?? throw new InvalidOperationException($"docker import: {answer}");
    }

    /// <summary>Removes an image, unless a container has it. One that is gone is not an error.</summary>
    public async Task RemoveAsync(string image)
    {
        try
        {
            using HttpResponseMessage response = await http.DeleteAsync(new Uri($"/images/{image}", UriKind.Relative), CancellationToken.None);
        }
        catch (HttpRequestException)
        {
            // No engine, no image.
        }
    }
}
