using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workflow.Jobs.Tests.Steps.Programs;

/// <summary>Answers the calls of a Docker engine that lists and removes containers.</summary>
internal sealed class StandInEngine : HttpMessageHandler
{
    private readonly Dictionary<string, Dictionary<string, string>> _containers = new(StringComparer.Ordinal);

    /// <summary>Whether it answers at all.</summary>
    public bool IsThere { get; set; } = true;

    /// <summary>Whether it refuses to remove.</summary>
    public bool Refuses { get; set; }

    /// <summary>Whether it takes calls and never answers.</summary>
    public bool IsStuck { get; set; }

    public IReadOnlyCollection<string> Containers => _containers.Keys;

    public void Add(string id, string label, string value) => _containers.Add(id, new(StringComparer.Ordinal) { [label] = value });

    public HttpClient CreateClient() => new(this, disposeHandler: false) { BaseAddress = new Uri("http://docker") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsStuck) await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        if (!IsThere) throw new HttpRequestException("connection refused");
        string path = request.RequestUri!.AbsolutePath;
        if (request.Method == HttpMethod.Delete) return Remove(path.Split('/')[^1]);
        return path == "/_ping" ? Answer(HttpStatusCode.OK, "OK") : List(request.RequestUri.Query);
    }

    private HttpResponseMessage List(string query)
    {
        string filters = Uri.UnescapeDataString(query.Split("filters=")[1]);
        string[] labels = [.. JsonNode.Parse(filters)!["label"]!.AsArray().Select(label => label!.GetValue<string>())];
        var found = _containers.Where(container => labels.All(label => container.Value.ContainsKey(label)))
            .Select(container => new { Id = container.Key, State = "running", Labels = container.Value });
        return Answer(HttpStatusCode.OK, JsonSerializer.Serialize(found));
    }

    private HttpResponseMessage Remove(string id)
    {
        if (Refuses) return Answer(HttpStatusCode.InternalServerError, """{"message": "device is busy"}""");
        return Answer(_containers.Remove(id) ? HttpStatusCode.NoContent : HttpStatusCode.NotFound, string.Empty);
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
