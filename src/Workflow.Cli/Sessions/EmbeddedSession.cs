using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Api.Contracts;
using Workflow.Cli.Logging;
using Workflow.Jobs;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Batches;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Deployment.Rehearsals;
using Workflow.Jobs.Deployment.Releases;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Home;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Logs;
using Workflow.Jobs.Notifications;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Predictions;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Workers;

namespace Workflow.Cli.Sessions;

/// <summary>The jobs in this process.</summary>
internal sealed class EmbeddedSession : IWorkflowSession
{
    private const string Caller = "command line";

    private const int ShownDeployments = 50;
    private const int ShownNotifications = 50;
    private const int ShownScheduleEvents = 50;

    // A command does not wait longer for receivers than its user for the command.
    private static readonly TimeSpan SendingLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AttemptLimit = WebhookClient.Patience + TimeSpan.FromSeconds(2);
    private readonly ServiceProvider _services;
    private readonly HomeLock? _lock;
    private readonly CancellationTokenSource _shutdown = new();
    private WorkerPresence? _presence;
    private Task? _working;
    private Task? _listening;

    private EmbeddedSession(ServiceProvider services, HomeLock? homeLock)
    {
        _services = services;
        _lock = homeLock;
    }

    /// <inheritdoc/>
    public string Description => "in this process";

    /// <inheritdoc/>
    public bool WorksOn => false;

    /// <summary>Opens a session.</summary>
    /// <exception cref="HomeException">Another process is changing this state.</exception>
    public static async Task<EmbeddedSession> OpenAsync(
        CliEnvironment environment, WorkflowHome home, string? changes, CancellationToken cancellationToken)
    {
        HomeLock? homeLock = changes is null ? null : HomeLock.Take(home, changes);
        var session = new EmbeddedSession(environment.CreateServices(logging => logging.AddFile(home)), homeLock);
        try
        {
            await session.Get<DatabasePreparation>().PrepareAsync(homeLock, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<(string RunId, bool IsResumed)> StartRunAsync(RunRequest request, string pipelinesPath, CancellationToken cancellationToken)
    {
        PipelinesFile pipelines = await PrepareRunAsync(pipelinesPath, cancellationToken).ConfigureAwait(false);
        return await Get<RunStarter>().StartAsync(pipelines, request with { ResumeInterrupted = true }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunResult> FollowRunAsync(string runId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // On the pool: SQLite answers synchronously, and a busy worker would keep this thread from ever following.
        _working ??= Task.Run(() => WorkAsync(new WorkerOptions { OnlyRun = runId }), CancellationToken.None);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // A worker that fails (its database is gone, its disk is full) would leave the follower waiting for ever.
        _ = _working.ContinueWith(_ => stop.Cancel(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        IAsyncEnumerator<RunResult> progress = Get<RunFollower>().FollowAsync(runId, stop.Token).GetAsyncEnumerator(stop.Token);
        await using (progress.ConfigureAwait(false))
        {
            while (await MoveNextAsync(progress).ConfigureAwait(false)) yield return progress.Current;
        }
    }

    /// <inheritdoc/>
    public async Task<RunResult> ReadRunAsync(string runId, CancellationToken cancellationToken) =>
        await Get<RunReports>().FullAsync(runId, cancellationToken).ConfigureAwait(false) ?? throw new CliException($"there is no run '{runId}'");

    /// <inheritdoc/>
    public async Task CopyOutputAsync(string runId, string step, string output, Stream target, CancellationToken cancellationToken)
    {
        Stream content = await Get<RunOutputs>().OpenAsync(runId, step, output, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false)) await content.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task CancelRunAsync(string runId, CancellationToken cancellationToken) =>
        Get<RunTransitions>().RequestCancelAsync(runId, "cancelled by a user", cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunResult>> ListRunsAsync(RunFilter filter, int limit, CancellationToken cancellationToken) =>
        Get<RunReports>().ListAsync(filter, limit, null, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StepEvent>> ReadHistoryAsync(string runId, CancellationToken cancellationToken) => Get<RunStore>().EventsAsync(runId, cancellationToken);

    /// <inheritdoc/>
    public Task<string> RetryRunAsync(string runId, bool noCache, CancellationToken cancellationToken) =>
        Get<RunActions>().RetryAsync(runId, noCache, cancellationToken);

    /// <inheritdoc/>
    public async Task ResumeRunAsync(string runId, string? from, CancellationToken cancellationToken)
    {
        // A run that is not over is one that nobody works on: following it takes it up.
        bool isInterrupted = await Get<RunReports>().ProgressAsync(runId, cancellationToken).ConfigureAwait(false) is { } run && !run.State.IsOver();
        if (isInterrupted && from is null) return;
        await Get<RunActions>().ResumeAsync(runId, from, Caller, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task ApproveStepAsync(string runId, string step, CancellationToken cancellationToken) =>
        Get<RunActions>().ApproveAsync(runId, step, Caller, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<FeedItem> FollowFeedAsync(string runId, long after, CancellationToken cancellationToken) =>
        Get<RunFeed>().FollowAsync(runId, after, cancellationToken);

    /// <inheritdoc/>
    public Task<LogPage> ReadLogAsync(string runId, string? step, long after, CancellationToken cancellationToken) =>
        Get<StepLogStore>().ReadAsync(runId, step, after, RunFeed.PageSize, cancellationToken);

    /// <inheritdoc/>
    public Task<CacheExplanation> ExplainCacheAsync(string step, string? pipeline, string? runId, string? againstId, CancellationToken cancellationToken) =>
        Get<CacheExplainer>().ExplainAsync(step, pipeline, runId, againstId, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VersionContract>> ListVersionsAsync(CancellationToken cancellationToken) =>
        [.. (await Get<VersionStore>().ListAsync(Projects.Default, 500, cancellationToken).ConfigureAwait(false)).Select(VersionContract.Of)];

    /// <inheritdoc/>
    public async Task<VersionContract?> FindVersionAsync(string model, long? number, CancellationToken cancellationToken) =>
        await Get<VersionStore>().FindAsync(Projects.Default, model, number, cancellationToken).ConfigureAwait(false) is { } version
            ? VersionContract.Of(version)
            : null;

    /// <inheritdoc/>
    public async Task<byte[]> ReadPipelineFileAsync(VersionContract version, CancellationToken cancellationToken)
    {
        (await Get<VersionStore>().FindAsync(Projects.Default, version.Model, version.Number, cancellationToken).ConfigureAwait(false))?.RequirePresent();
        return await Get<IArtifactStore>().ReadAsync(version.PipelineSha256, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EndpointContract>> ListEndpointsAsync(CancellationToken cancellationToken)
    {
        Uri? gateway = GatewayPresence.Find(Get<WorkflowHome>());
        return [.. (await Get<EndpointReports>().ListAsync(Projects.Default, cancellationToken).ConfigureAwait(false)).Select(report => EndpointContract.Of(report, gateway))];
    }

    /// <inheritdoc/>
    public Task<DeploymentPlan> PlanDeploymentAsync(ReleaseRequest request, string pipelinesPath, CancellationToken cancellationToken) =>
        Get<DeploymentPlanner>().PlanAsync(PipelinesFile.Open(pipelinesPath), request, cancellationToken);

    /// <inheritdoc/>
    public async Task<(string RunId, bool IsResumed)> DeployAsync(ReleaseRequest request, string pipelinesPath, CancellationToken cancellationToken) =>
        await Get<ReleaseStarter>().DeployAsync(
            await PrepareRunAsync(pipelinesPath, cancellationToken).ConfigureAwait(false), request with { ResumeInterrupted = true }, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<(string RunId, bool IsResumed)> RollBackAsync(RollbackRequest request, string pipelinesPath, CancellationToken cancellationToken) =>
        await Get<ReleaseStarter>().RollBackAsync(
            await PrepareRunAsync(pipelinesPath, cancellationToken).ConfigureAwait(false), request with { ResumeInterrupted = true }, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<(string RunId, bool IsResumed)> StartEndpointAsync(StartRequest request, string pipelinesPath, CancellationToken cancellationToken) =>
        await Get<ReleaseStarter>().StartAsync(
            await PrepareRunAsync(pipelinesPath, cancellationToken).ConfigureAwait(false), request with { ResumeInterrupted = true }, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<(string RunId, bool IsResumed)> ScoreBatchAsync(BatchRequest request, CancellationToken cancellationToken)
    {
        await BeginWorkAsync(cancellationToken).ConfigureAwait(false);
        return await Get<BatchStarter>().StartAsync(request with { ResumeInterrupted = true }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PastDeployment>> ListDeploymentsAsync(string endpoint, CancellationToken cancellationToken) =>
        Get<DeploymentHistory>().ListAsync(Projects.Default, endpoint, ShownDeployments, cancellationToken);

    /// <inheritdoc/>
    public Task StopEndpointAsync(string name, bool forget, CancellationToken cancellationToken) =>
        Get<Deployer>().StopAsync(Projects.Default, name, forget, cancellationToken);

    /// <inheritdoc/>
    public Task<TrafficReport> ReadTrafficAsync(string endpoint, int differing, CancellationToken cancellationToken) =>
        Get<TrafficReports>().ReadAsync(Projects.Default, endpoint, differing, cancellationToken);

    /// <inheritdoc/>
    public Task PromoteTrafficAsync(string endpoint, string? reason, CancellationToken cancellationToken) =>
        Get<TrafficDecisions>().PromoteAsync(Projects.Default, endpoint, reason ?? "promoted by hand", cancellationToken);

    /// <inheritdoc/>
    public Task EndTrafficAsync(string endpoint, CancellationToken cancellationToken) => Get<TrafficDecisions>().EndAsync(Projects.Default, endpoint, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteEndpointAsync(string name, bool forget, CancellationToken cancellationToken) =>
        Get<Deployer>().DestroyAsync(Projects.Default, name, forget, Terminal.Note, cancellationToken);

    /// <inheritdoc/>
    public Task<EndpointReceipts> ReadReceiptsAsync(string name, CancellationToken cancellationToken) =>
        EndpointReceipts.ReadAsync(Get<ReceiptStore>(), Projects.Default, name, cancellationToken);

    /// <inheritdoc/>
    public async Task<RehearsalContract> RehearseRollbackAsync(string endpoint, CancellationToken cancellationToken) =>
        RehearsalContract.Of(await Get<RollbackRehearsal>().RunNowAsync(Projects.Default, endpoint, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeploymentReceiptContract>> ProveEndpointAsync(string name, CancellationToken cancellationToken) =>
        [.. (await Get<ReceiptsOnDemand>().ProveAsync(Projects.Default, name, cancellationToken).ConfigureAwait(false)).Select(DeploymentReceiptContract.Of)];

    /// <inheritdoc/>
    public Task<string> EndpointLogsAsync(string name, int lines, CancellationToken cancellationToken) =>
        Get<Deployer>().LogsAsync(Projects.Default, name, lines, cancellationToken);

    // Before there is a run: where workers of another release work on the database, this one must not begin any.
    private async Task BeginWorkAsync(CancellationToken cancellationToken) =>
        _presence ??= await Get<WorkerRegistry>().RegisterAsync(new WorkerOptions(), cancellationToken).ConfigureAwait(false);

    private async Task<PipelinesFile> PrepareRunAsync(string pipelinesPath, CancellationToken cancellationToken)
    {
        await BeginWorkAsync(cancellationToken).ConfigureAwait(false);
        PipelinesFile pipelines = PipelinesFile.Open(pipelinesPath);
        await Get<WebhookReconciler>().ReconcileAsync(pipelines, cancellationToken).ConfigureAwait(false);
        return pipelines;
    }

    /// <summary>A service of the jobs.</summary>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Steps that still run are given back before the lock is.
        await _shutdown.CancelAsync().ConfigureAwait(false);
        if (_working is not null) await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_presence is not null) await _presence.EndAsync().ConfigureAwait(false);
        if (_listening is not null) await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _services.DisposeAsync().ConfigureAwait(false);
        _lock?.Dispose();
        _shutdown.Dispose();
    }

    // Listens, too: other workers may take steps of this run.
    private Task WorkAsync(WorkerOptions options)
    {
        _listening = Get<RunListener>().ListenAsync(_shutdown.Token);
        return _presence is null ? Get<RunWorker>().WorkAsync(options, _shutdown.Token) : Get<RunWorker>().WorkAsync(_presence, options, _shutdown.Token);
    }

    private async Task<bool> MoveNextAsync(IAsyncEnumerator<RunResult> progress)
    {
        try
        {
            return await progress.MoveNextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_working is { IsFaulted: true })
        {
            await _working.ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PredictionContract>> ListPredictionsAsync(PredictionFilter filter, int limit, CancellationToken cancellationToken) =>
        [.. (await Get<PredictionStore>().ListAsync(Projects.Default, filter, limit, null, cancellationToken).ConfigureAwait(false)).Select(PredictionContract.Of)];

    /// <inheritdoc/>
    public async Task<PredictionContract?> FindPredictionAsync(PredictionId id, CancellationToken cancellationToken) =>
        await Get<PredictionStore>().FindAsync(id, cancellationToken).ConfigureAwait(false) is { } prediction ? PredictionContract.Of(prediction) : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<NotificationContract>> ListNotificationsAsync(CancellationToken cancellationToken) =>
        [.. (await Get<NotificationStore>().ListAsync(null, ShownNotifications, null, cancellationToken).ConfigureAwait(false)).Select(NotificationContract.Of)];

    /// <inheritdoc/>
    public async Task<NotificationContract?> FindNotificationAsync(string id, CancellationToken cancellationToken) =>
        await Get<NotificationStore>().FindAsync(id, cancellationToken).ConfigureAwait(false) is { } notification ? NotificationContract.Of(notification) : null;

    /// <inheritdoc/>
    public async Task RedeliverNotificationAsync(string id, CancellationToken cancellationToken)
    {
        if (!await Get<NotificationTransitions>().RedeliverAsync(id, cancellationToken).ConfigureAwait(false)) throw new CliException($"there is no notification '{id}'");
        await Get<NotificationSender>().SendDueAsync(AttemptLimit, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<string> TestWebhookAsync(string name, string pipelinesPath, CancellationToken cancellationToken)
    {
        await Get<WebhookReconciler>().ReconcileAsync(PipelinesFile.Open(pipelinesPath), cancellationToken).ConfigureAwait(false);
        string id = await Get<NotificationTransitions>().PingAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw new CliException($"there is no webhook '{name}' in {pipelinesPath}");
        await Get<NotificationSender>().SendDueAsync(AttemptLimit, cancellationToken).ConfigureAwait(false);
        return id;
    }

    /// <inheritdoc/>
    public async Task<int> SendNotificationsAsync(CancellationToken cancellationToken)
    {
        await Get<NotificationSender>().SendDueAsync(SendingLimit, cancellationToken).ConfigureAwait(false);
        return await Get<NotificationStore>().CountPendingAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task TakeUpSchedulesAsync(string pipelinesPath, CancellationToken cancellationToken) =>

        // A database that others share has the schedules of their server's file: this one may be another.
        Get<IDatabase>().IsShared ? Task.CompletedTask : Get<ScheduleReconciler>().TakeUpAsync(pipelinesPath, cancellationToken);

    /// <inheritdoc/>
    public async Task<ScheduleList> ListSchedulesAsync(CancellationToken cancellationToken) =>
        new([.. (await Schedules.ListAsync(cancellationToken).ConfigureAwait(false)).Select(Contract)], Get<ScheduleReconciler>().Problem);

    /// <inheritdoc/>
    public async Task<ScheduleContract> ReadScheduleAsync(string schedule, CancellationToken cancellationToken) =>
        Contract(await Schedules.RequireAsync(schedule, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ScheduleEvent>> ReadScheduleHistoryAsync(string schedule, CancellationToken cancellationToken)
    {
        ScheduleRecord found = await Schedules.RequireAsync(schedule, cancellationToken).ConfigureAwait(false);
        return await Schedules.EventsAsync(found.Id, ShownScheduleEvents, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<ScheduleContract> CreateScheduleAsync(CreateScheduleRequest request, string pipelinesPath, CancellationToken cancellationToken) => Contract(
        await Schedules.CreateAsync(PipelinesFile.Open(pipelinesPath), request.Pipeline, request.ToText().Read(), Caller, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<ScheduleContract> PauseScheduleAsync(string schedule, string reason, CancellationToken cancellationToken)
    {
        ScheduleRecord found = await Schedules.RequireAsync(schedule, cancellationToken).ConfigureAwait(false);
        return Contract(await Schedules.PauseAsync(found.Id, reason, Caller, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task<ScheduleContract> ResumeScheduleAsync(string schedule, CancellationToken cancellationToken)
    {
        ScheduleRecord found = await Schedules.RequireAsync(schedule, cancellationToken).ConfigureAwait(false);
        return Contract(await Schedules.ResumeAsync(found.Id, Caller, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task DeleteScheduleAsync(string schedule, CancellationToken cancellationToken)
    {
        ScheduleRecord found = await Schedules.RequireAsync(schedule, cancellationToken).ConfigureAwait(false);
        await Schedules.DeleteAsync(found.Id, Caller, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<AskedRun> RunScheduleNowAsync(string schedule, CancellationToken cancellationToken)
    {
        ScheduleRecord found = await Schedules.RequireAsync(schedule, cancellationToken).ConfigureAwait(false);
        return new AskedRun(await Schedules.RunNowAsync(found.Id, Caller, null, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task<Backfill> BackfillAsync(string schedule, BackfillScheduleRequest request, CancellationToken cancellationToken)
    {
        ScheduleRecord found = await Schedules.RequireAsync(schedule, cancellationToken).ConfigureAwait(false);
        return await Get<Backfills>().AskAsync(request.ToRequest(found, Caller), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WorkerContract>> ListWorkersAsync(CancellationToken cancellationToken) =>
        [.. (await Get<WorkerRegistry>().ListAsync(cancellationToken).ConfigureAwait(false)).Select(WorkerContract.Of)];

    private ScheduleStore Schedules => Get<ScheduleStore>();

    private ScheduleContract Contract(ScheduleRecord schedule) => ScheduleContract.Of(schedule, Get<TimeProvider>().GetUtcNow());
}
