using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Workflow.Api.Contracts;
using Workflow.Jobs.Home;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Sessions;

/// <summary>A client of the running server.</summary>
internal sealed class RemoteSession : IWorkflowSession
{
    private const int ShortestRun = 3;
    private readonly HttpClient _http;
    private readonly string _url;

    public RemoteSession(ServerFile server)
    {
        _url = server.Url;
        _http = new HttpClient(LoopbackHttp.CreateHandler()) { BaseAddress = new Uri(server.Url.TrimEnd('/') + "/api/v1/") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Key);
    }

    /// <inheritdoc/>
    public string Description => $"by the server at {_url}";

    /// <summary>Whether the server answers; a file that a killed server left behind may name a port that nobody, or somebody else, listens on.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(ShortestRun));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            ServerStatus? status = await _http.GetFromJsonAsync<ServerStatus>("status", JobsJson.Wire, stop.Token).ConfigureAwait(false);
            return status?.Product == "Workflow";
        }
        catch (Exception silent) when (silent is HttpRequestException or JsonException || (silent is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<(string RunId, bool IsResumed)> StartRunAsync(RunRequest request, string pipelinesPath, CancellationToken cancellationToken)
    {
        ServerStatus status = (await GetAsync<ServerStatus>("status", cancellationToken).ConfigureAwait(false))!;
        if (status.Pipelines != pipelinesPath)
        {
            throw new CliException($"the server at {_url} serves {status.Pipelines}, not {pipelinesPath}; stop it, or run the pipeline from there");
        }

        var body = new StartRunRequest(request.Pipeline, request.Settings, request.NoCache, request.BaseDirectory, request.Cause);
        using HttpResponseMessage response = await SendAsync(() => _http.PostAsJsonAsync("runs", body, JobsJson.Wire, cancellationToken)).ConfigureAwait(false);
        StartedRun started = await ReadAsync<StartedRun>(response, cancellationToken).ConfigureAwait(false);
        return (started.Run, false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunResult> FollowRunAsync(string runId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(
            () => _http.GetAsync($"runs/{runId}/events", HttpCompletionOption.ResponseHeadersRead, cancellationToken)).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            SseParser<RunResult> events = SseParser.Create(stream, (_, data) => JobsJson.Read<RunResult>(data));
            IAsyncEnumerator<SseItem<RunResult>> items = events.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (items.ConfigureAwait(false))
            {
                while (await SendAsync(() => items.MoveNextAsync().AsTask()).ConfigureAwait(false)) yield return items.Current.Data;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<RunResult> ReadRunAsync(string runId, CancellationToken cancellationToken) =>
        await GetAsync<RunResult>($"runs/{runId}", cancellationToken).ConfigureAwait(false) ?? throw new CliException($"there is no run '{runId}'");

    /// <inheritdoc/>
    public async Task CancelRunAsync(string runId, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(() => _http.PostAsync($"runs/{runId}/cancel", null, cancellationToken)).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RunResult>> ListRunsAsync(int limit, CancellationToken cancellationToken) =>
        (await GetAsync<Page<RunResult>>($"runs?limit={limit}", cancellationToken).ConfigureAwait(false))!.Items;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VersionContract>> ListVersionsAsync(CancellationToken cancellationToken) =>
        (await GetAsync<Page<VersionContract>>("versions", cancellationToken).ConfigureAwait(false))!.Items;

    /// <inheritdoc/>
    public Task<VersionContract?> FindVersionAsync(string model, long? number, CancellationToken cancellationToken) =>
        GetAsync<VersionContract>($"versions/{Uri.EscapeDataString(model)}/{number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "latest"}", cancellationToken);

    /// <inheritdoc/>
    public async Task<byte[]> ReadPipelineFileAsync(VersionContract version, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(
            () => _http.GetAsync($"versions/{Uri.EscapeDataString(version.Model)}/{version.Number}/pipeline", cancellationToken)).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EndpointContract>> ListEndpointsAsync(CancellationToken cancellationToken) =>
        (await GetAsync<Page<EndpointContract>>("endpoints", cancellationToken).ConfigureAwait(false))!.Items;

    /// <inheritdoc/>
    public async Task StopEndpointAsync(string name, bool forget, CancellationToken cancellationToken)
    {
        string address = $"endpoints/{Uri.EscapeDataString(name)}/stop{(forget ? "?forget=true" : string.Empty)}";
        using HttpResponseMessage response = await SendAsync(() => _http.PostAsync(address, null, cancellationToken)).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<T?> GetAsync<T>(string address, CancellationToken cancellationToken)
        where T : class
    {
        using HttpResponseMessage response = await SendAsync(() => _http.GetAsync(address, cancellationToken)).ConfigureAwait(false);
        return response.StatusCode == System.Net.HttpStatusCode.NotFound ? null : await ReadAsync<T>(response, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
        return JobsJson.Read<T>(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
    }

    private async Task<T> SendAsync<T>(Func<Task<T>> send)
    {
        try
        {
            return await send().ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException)
        {
            throw new CliException(
                $"the server at {_url} has ended. What it was running is taken up again by the next `workflow up`, or by the next `workflow run` of the same pipeline.");
        }
    }

    // The server's own words are fit for the user.
    private static async Task RequireSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode) return;
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken).ConfigureAwait(false);
        throw new CliException(problem.TryGetProperty("detail", out JsonElement detail) ? detail.GetString()! : $"the server answered {(int)response.StatusCode}");
    }

    private sealed record Page<T>(IReadOnlyList<T> Items);
}
