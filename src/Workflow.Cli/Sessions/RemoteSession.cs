using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Workflow.Api.Contracts;
using Workflow.Jobs.Batches;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Releases;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Home;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Json;
using Workflow.Jobs.Logs;
using Workflow.Jobs.Predictions;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;

namespace Workflow.Cli.Sessions;

/// <summary>A client of the running server.</summary>
internal sealed class RemoteSession : IWorkflowSession
{
    private const string Caller = "command line";

    // The file is there only while its process lives: a busy machine must not make it look dead.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly HttpClient _http;
    private readonly string _url;

    public RemoteSession(ServerFile server)
    {
        _url = server.Url;

        // Some calls answer when what they ask for is done, minutes later: whoever waits may end that.
        _http = new HttpClient(LoopbackHttp.CreateHandler()) { BaseAddress = new Uri(server.Url.TrimEnd('/') + "/api/v1/"), Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Key);
    }

    /// <inheritdoc/>
    public string Description => $"by the server at {_url}";

    /// <inheritdoc/>
    public bool WorksOn => true;

    /// <summary>Whether the server answers; a file that a killed server left behind may name a port that nobody, or somebody else, listens on.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience);
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
        await RequireFileAsync(pipelinesPath, "run the pipeline from there", cancellationToken).ConfigureAwait(false);
        var body = new StartRunRequest(request.Pipeline, request.Settings, request.NoCache, request.BaseDirectory, request.Cause.Text);
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, "runs", JsonContent.Create(body, options: JobsJson.Wire), cancellationToken).ConfigureAwait(false);
        StartedRun started = await ReadAsync<StartedRun>(response, cancellationToken).ConfigureAwait(false);
        return (started.Run, false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunResult> FollowRunAsync(string runId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, $"runs/{runId}/events", null, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
        RunState last = RunState.Queued;
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            SseParser<RunResult> events = SseParser.Create(stream, (_, data) => JobsJson.Read<RunResult>(data));
            IAsyncEnumerator<SseItem<RunResult>> enumerator = events.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (enumerator.ConfigureAwait(false))
            {
                while (await MoveNextAsync(enumerator).ConfigureAwait(false))
                {
                    last = enumerator.Current.Data.State;
                    yield return enumerator.Current.Data;
                }
            }
        }

        // A server that ends takes its streams with it, in the middle of a run.
        if (!last.IsOver()) throw Gone();
    }

    /// <inheritdoc/>
    public async Task<RunResult> ReadRunAsync(string runId, CancellationToken cancellationToken) =>
        await GetAsync<RunResult>($"runs/{runId}", cancellationToken).ConfigureAwait(false) ?? throw new CliException($"there is no run '{runId}'");

    /// <inheritdoc/>
    public async Task CopyOutputAsync(string runId, string step, string output, Stream target, CancellationToken cancellationToken)
    {
        string address = $"runs/{runId}/steps/{Uri.EscapeDataString(step)}/outputs/{Uri.EscapeDataString(output)}";
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, address, null, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
        await response.Content.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task CancelRunAsync(string runId, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, $"runs/{runId}/cancel", null, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RunResult>> ListRunsAsync(RunFilter filter, int limit, CancellationToken cancellationToken)
    {
        string address = $"runs?limit={limit}{Query("pipeline", filter.Pipeline)}{Query("state", filter.State?.ToString())}{Query("tag", filter.Tag)}{Query("id", filter.Id)}";
        return (await GetAsync<Page<RunResult>>(address, cancellationToken).ConfigureAwait(false))!.Items;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StepEvent>> ReadHistoryAsync(string runId, CancellationToken cancellationToken) =>
        (await GetAsync<Page<StepEvent>>($"runs/{runId}/history", cancellationToken).ConfigureAwait(false))?.Items ?? [];

    /// <inheritdoc/>
    public async Task<string> RetryRunAsync(string runId, bool noCache, CancellationToken cancellationToken) =>
        (await PostAsync($"runs/{runId}/retry", new RetryRunRequest(noCache), cancellationToken).ConfigureAwait(false)).Run;

    /// <inheritdoc/>
    public Task ResumeRunAsync(string runId, string? from, CancellationToken cancellationToken) =>
        PostAsync($"runs/{runId}/resume", new ResumeRunRequest(from, Caller), cancellationToken);

    /// <inheritdoc/>
    public Task ApproveStepAsync(string runId, string step, CancellationToken cancellationToken) =>
        PostAsync($"runs/{runId}/steps/{Uri.EscapeDataString(step)}/approve", new ApproveStepRequest(Caller), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<FeedItem> FollowFeedAsync(string runId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, $"runs/{runId}/feed?after={after}", null, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            IAsyncEnumerator<SseItem<string>> events = SseParser.Create(stream).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (events.ConfigureAwait(false))
            {
                while (await MoveNextAsync(events).ConfigureAwait(false))
                {
                    if (events.Current.EventType == "end") yield break;
                    yield return JobsJson.Read<FeedItem>(events.Current.Data);
                }
            }
        }

        throw Gone();
    }

    /// <inheritdoc/>
    public async Task<LogPage> ReadLogAsync(string runId, string? step, long after, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, $"runs/{runId}/logs?after={after}{Query("step", step)}", null, cancellationToken).ConfigureAwait(false);
        return await ReadAsync<LogPage>(response, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<CacheExplanation> ExplainCacheAsync(string step, string? pipeline, string? runId, string? againstId, CancellationToken cancellationToken)
    {
        string address = $"cache/{Uri.EscapeDataString(step)}?{Query("pipeline", pipeline)}{Query("run", runId)}{Query("against", againstId)}";
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, address, null, cancellationToken).ConfigureAwait(false);
        return await ReadAsync<CacheExplanation>(response, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VersionContract>> ListVersionsAsync(CancellationToken cancellationToken) =>
        (await GetAsync<Page<VersionContract>>("versions", cancellationToken).ConfigureAwait(false))!.Items;

    /// <inheritdoc/>
    public Task<VersionContract?> FindVersionAsync(string model, long? number, CancellationToken cancellationToken) =>
        GetAsync<VersionContract>($"versions/{Uri.EscapeDataString(model)}/{number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "latest"}", cancellationToken);

    /// <inheritdoc/>
    public async Task<byte[]> ReadPipelineFileAsync(VersionContract version, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, $"versions/{Uri.EscapeDataString(version.Model)}/{version.Number}/pipeline", null, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EndpointContract>> ListEndpointsAsync(CancellationToken cancellationToken) =>
        (await GetAsync<Page<EndpointContract>>("endpoints", cancellationToken).ConfigureAwait(false))!.Items;

    /// <inheritdoc/>
    public async Task<DeploymentPlan> PlanDeploymentAsync(ReleaseRequest request, string pipelinesPath, CancellationToken cancellationToken)
    {
        await RequireFileAsync(pipelinesPath, "plan the deployment from there", cancellationToken).ConfigureAwait(false);
        return await CallAsync<DeploymentPlan>(HttpMethod.Post, "deployments/plan", Body(request), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<(string RunId, bool IsResumed)> DeployAsync(ReleaseRequest request, string pipelinesPath, CancellationToken cancellationToken)
    {
        await RequireFileAsync(pipelinesPath, "deploy from there", cancellationToken).ConfigureAwait(false);
        return ((await CallAsync<StartedRun>(HttpMethod.Post, "deployments", Body(request), cancellationToken).ConfigureAwait(false)).Run, false);
    }

    /// <inheritdoc/>
    public async Task<(string RunId, bool IsResumed)> RollBackAsync(RollbackRequest request, string pipelinesPath, CancellationToken cancellationToken)
    {
        await RequireFileAsync(pipelinesPath, "roll back from there", cancellationToken).ConfigureAwait(false);
        var body = JsonContent.Create(new RollBackRequest(request.Version, request.Reason, request.Cause.Text, request.UnverifiedReason), options: JobsJson.Wire);
        return ((await CallAsync<StartedRun>(HttpMethod.Post, $"endpoints/{Uri.EscapeDataString(request.Endpoint)}/rollback", body, cancellationToken).ConfigureAwait(false)).Run, false);
    }

    /// <inheritdoc/>
    public async Task<(string RunId, bool IsResumed)> ScoreBatchAsync(BatchRequest request, CancellationToken cancellationToken)
    {
        BatchOptions options = request.Options;
        var body = new ScoreBatchRequest(
            request.Model, request.Inputs, request.Output, request.Version, options.Kept, options.HasContributions, options.MostErrors, request.Existing, request.Cause.Text);
        return ((await CallAsync<StartedRun>(HttpMethod.Post, "batches", JsonContent.Create(body, options: JobsJson.Wire), cancellationToken).ConfigureAwait(false)).Run, false);
    }

    /// <inheritdoc/>
    public async Task<(string RunId, bool IsResumed)> StartEndpointAsync(StartRequest request, string pipelinesPath, CancellationToken cancellationToken)
    {
        await RequireFileAsync(pipelinesPath, "start the endpoint from there", cancellationToken).ConfigureAwait(false);
        var body = JsonContent.Create(new StartEndpointRequest(request.Cause.Text, request.UnverifiedReason), options: JobsJson.Wire);
        return ((await CallAsync<StartedRun>(HttpMethod.Post, $"endpoints/{Uri.EscapeDataString(request.Endpoint)}/start", body, cancellationToken).ConfigureAwait(false)).Run, false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PastDeployment>> ListDeploymentsAsync(string endpoint, CancellationToken cancellationToken) =>
        (await GetAsync<Page<PastDeployment>>($"endpoints/{Uri.EscapeDataString(endpoint)}/deployments", cancellationToken).ConfigureAwait(false))!.Items;

    /// <inheritdoc/>
    public async Task StopEndpointAsync(string name, bool forget, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, $"endpoints/{Uri.EscapeDataString(name)}/stop{(forget ? "?forget=true" : string.Empty)}", null, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<TrafficReport> ReadTrafficAsync(string endpoint, int differing, CancellationToken cancellationToken) =>
        (await GetAsync<TrafficReport>(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"endpoints/{Uri.EscapeDataString(endpoint)}/traffic?differing={Math.Max(1, differing)}"), cancellationToken).ConfigureAwait(false))!;

    /// <inheritdoc/>
    public async Task PromoteTrafficAsync(string endpoint, string? reason, CancellationToken cancellationToken)
    {
        var body = JsonContent.Create(new PromoteTrafficRequest(reason), options: JobsJson.Wire);
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, $"endpoints/{Uri.EscapeDataString(endpoint)}/traffic/promote", body, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task EndTrafficAsync(string endpoint, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Delete, $"endpoints/{Uri.EscapeDataString(endpoint)}/traffic", null, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task DeleteEndpointAsync(string name, bool forget, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Delete, $"endpoints/{Uri.EscapeDataString(name)}{(forget ? "?forget=true" : string.Empty)}", null, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<EndpointReceipts> ReadReceiptsAsync(string name, CancellationToken cancellationToken) =>
        CallAsync<EndpointReceipts>(HttpMethod.Get, $"endpoints/{Uri.EscapeDataString(name)}/receipts", null, cancellationToken);

    /// <inheritdoc/>
    public Task<RehearsalContract> RehearseRollbackAsync(string endpoint, CancellationToken cancellationToken) =>
        CallAsync<RehearsalContract>(HttpMethod.Post, $"endpoints/{Uri.EscapeDataString(endpoint)}/rehearse", null, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeploymentReceiptContract>> ProveEndpointAsync(string name, CancellationToken cancellationToken) =>
        (await CallAsync<Page<DeploymentReceiptContract>>(HttpMethod.Post, $"endpoints/{Uri.EscapeDataString(name)}/prove", null, cancellationToken).ConfigureAwait(false)).Items;

    /// <inheritdoc/>
    public async Task<string> EndpointLogsAsync(string name, int lines, CancellationToken cancellationToken)
    {
        string address = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"endpoints/{Uri.EscapeDataString(name)}/logs?lines={lines}");
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, address, null, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    // Bodies are read by whoever asks: that of a followed run ends with the run.
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException silent)
        {
            throw Gone(silent);
        }
    }

    private async Task<StartedRun> PostAsync<T>(string address, T body, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, address, JsonContent.Create(body, options: JobsJson.Wire), cancellationToken).ConfigureAwait(false);
        return await ReadAsync<StartedRun>(response, cancellationToken).ConfigureAwait(false);
    }

    private static string Query(string key, string? value) => value is null ? string.Empty : $"&{key}={Uri.EscapeDataString(value)}";

    private async Task<bool> MoveNextAsync<T>(IAsyncEnumerator<SseItem<T>> events)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (IOException cut)
        {
            throw Gone(cut);
        }
    }

    private CliException Gone(Exception? cause = null) =>
        new($"the server at {_url} no longer answers; what it worked on is taken up by the next server, or the next ./workflow run", cause);

    private async Task<T?> GetAsync<T>(string address, CancellationToken cancellationToken)
        where T : class
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, address, null, cancellationToken).ConfigureAwait(false);
        return response.StatusCode == System.Net.HttpStatusCode.NotFound ? null : await ReadAsync<T>(response, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
        return JobsJson.Read<T>(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
    }

    // The server's own words are fit for the user.
    private static async Task RequireSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode) return;
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken).ConfigureAwait(false);
        throw new CliException(problem.TryGetProperty("detail", out JsonElement detail) ? detail.GetString()! : $"the server answered {(int)response.StatusCode}");
    }

    private sealed record Page<T>(IReadOnlyList<T> Items);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PredictionContract>> ListPredictionsAsync(PredictionFilter filter, int limit, CancellationToken cancellationToken)
    {
        string? since = filter.Since?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        string address = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"predictions?limit={limit}")
            + Query("endpoint", filter.Endpoint) + Query("version", filter.PipelineSha256) + Query("since", since);
        return (await CallAsync<Page<PredictionContract>>(HttpMethod.Get, address, null, cancellationToken).ConfigureAwait(false)).Items;
    }

    /// <inheritdoc/>
    public Task<PredictionContract?> FindPredictionAsync(PredictionId id, CancellationToken cancellationToken) => GetAsync<PredictionContract>($"predictions/{id}", cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<NotificationContract>> ListNotificationsAsync(CancellationToken cancellationToken) =>
        (await GetAsync<Page<NotificationContract>>("notifications", cancellationToken).ConfigureAwait(false))!.Items;

    /// <inheritdoc/>
    public Task<NotificationContract?> FindNotificationAsync(string id, CancellationToken cancellationToken) =>
        GetAsync<NotificationContract>($"notifications/{Uri.EscapeDataString(id)}", cancellationToken);

    /// <inheritdoc/>
    public async Task RedeliverNotificationAsync(string id, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, $"notifications/{Uri.EscapeDataString(id)}/redeliver", null, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<string> TestWebhookAsync(string name, string pipelinesPath, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, $"webhooks/{Uri.EscapeDataString(name)}/test", null, cancellationToken).ConfigureAwait(false);
        return (await ReadAsync<SentNotification>(response, cancellationToken).ConfigureAwait(false)).Notification;
    }

    /// <inheritdoc/>
    public Task<int> SendNotificationsAsync(CancellationToken cancellationToken) => Task.FromResult(0);

    /// <inheritdoc/>
    public Task TakeUpSchedulesAsync(string pipelinesPath, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<ScheduleList> ListSchedulesAsync(CancellationToken cancellationToken) => CallAsync<ScheduleList>(HttpMethod.Get, "schedules", null, cancellationToken);

    /// <inheritdoc/>
    public Task<ScheduleContract> ReadScheduleAsync(string schedule, CancellationToken cancellationToken) =>
        CallAsync<ScheduleContract>(HttpMethod.Get, Schedule(schedule), null, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ScheduleEvent>> ReadScheduleHistoryAsync(string schedule, CancellationToken cancellationToken) =>
        (await CallAsync<Page<ScheduleEvent>>(HttpMethod.Get, $"{Schedule(schedule)}/history", null, cancellationToken).ConfigureAwait(false)).Items;

    /// <inheritdoc/>
    public async Task<ScheduleContract> CreateScheduleAsync(CreateScheduleRequest request, string pipelinesPath, CancellationToken cancellationToken)
    {
        await RequireFileAsync(pipelinesPath, "make the schedule from there", cancellationToken).ConfigureAwait(false);
        JsonContent body = JsonContent.Create(request with { By = Caller }, options: JobsJson.Wire);
        return await CallAsync<ScheduleContract>(HttpMethod.Post, "schedules", body, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<ScheduleContract> PauseScheduleAsync(string schedule, string reason, CancellationToken cancellationToken) => CallAsync<ScheduleContract>(
        HttpMethod.Post, $"{Schedule(schedule)}/pause", JsonContent.Create(new PauseScheduleRequest(reason, Caller), options: JobsJson.Wire), cancellationToken);

    /// <inheritdoc/>
    public Task<ScheduleContract> ResumeScheduleAsync(string schedule, CancellationToken cancellationToken) => CallAsync<ScheduleContract>(
        HttpMethod.Post, $"{Schedule(schedule)}/resume", JsonContent.Create(new ScheduleActionRequest(Caller), options: JobsJson.Wire), cancellationToken);

    /// <inheritdoc/>
    public async Task DeleteScheduleAsync(string schedule, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(
            HttpMethod.Delete, $"{Schedule(schedule)}?by={Uri.EscapeDataString(Caller)}", null, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<AskedRun> RunScheduleNowAsync(string schedule, CancellationToken cancellationToken) => CallAsync<AskedRun>(
        HttpMethod.Post, $"{Schedule(schedule)}/run-now", JsonContent.Create(new ScheduleActionRequest(Caller), options: JobsJson.Wire), cancellationToken);

    /// <inheritdoc/>
    public Task<Backfill> BackfillAsync(string schedule, BackfillScheduleRequest request, CancellationToken cancellationToken) => CallAsync<Backfill>(
        HttpMethod.Post, $"{Schedule(schedule)}/backfill", JsonContent.Create(request with { By = Caller }, options: JobsJson.Wire), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WorkerContract>> ListWorkersAsync(CancellationToken cancellationToken) =>
        (await CallAsync<Page<WorkerContract>>(HttpMethod.Get, "workers", null, cancellationToken).ConfigureAwait(false)).Items;

    private async Task RequireFileAsync(string pipelinesPath, string advice, CancellationToken cancellationToken)
    {
        ServerStatus status = (await GetAsync<ServerStatus>("status", cancellationToken).ConfigureAwait(false))!;
        if (status.Pipelines != pipelinesPath) throw new CliException($"the server at {_url} serves {status.Pipelines}, not {pipelinesPath}; stop it, or {advice}");
    }

    private static JsonContent Body(ReleaseRequest request) => JsonContent.Create(
        new DeployVersionRequest(request.Pipeline, request.Environment, request.Version, request.Reason, request.UnverifiedReason, request.Cause.Text, request.Traffic), options: JobsJson.Wire);

    private static string Schedule(string name) => $"schedules/{string.Join('/', name.Split('/', 2).Select(Uri.EscapeDataString))}";

    private async Task<T> CallAsync<T>(HttpMethod method, string address, HttpContent? content, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(method, address, content, cancellationToken).ConfigureAwait(false);
        return await ReadAsync<T>(response, cancellationToken).ConfigureAwait(false);
    }
}
