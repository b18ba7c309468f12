using Workflow.Api.Contracts;
using Workflow.Jobs.Batches;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Releases;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Logs;
using Workflow.Jobs.Predictions;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;

namespace Workflow.Cli.Sessions;

/// <summary>What commands ask for: of the running server where there is one, else of the jobs in this very process.</summary>
internal interface IWorkflowSession : IAsyncDisposable
{
    /// <summary>Where the work is done, in a few words.</summary>
    string Description { get; }

    /// <summary>Begins a run.</summary>
    /// <returns>Its identifier, and whether it is an interrupted one that is taken up again.</returns>
    Task<(string RunId, bool IsResumed)> StartRunAsync(RunRequest request, string pipelinesPath, CancellationToken cancellationToken);

    /// <summary>Where a run stands, at every change until it is over.</summary>
    IAsyncEnumerable<RunResult> FollowRunAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Everything about a run.</summary>
    Task<RunResult> ReadRunAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Writes what a step has handed on; a value as text.</summary>
    Task CopyOutputAsync(string runId, string step, string output, Stream target, CancellationToken cancellationToken);

    /// <summary>Ends a run early.</summary>
    Task CancelRunAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Whether somebody works on runs after this command has ended.</summary>
    bool WorksOn { get; }

    /// <summary>The newest runs.</summary>
    Task<IReadOnlyList<RunResult>> ListRunsAsync(RunFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>What happened to a run, in order.</summary>
    Task<IReadOnlyList<StepEvent>> ReadHistoryAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Begins a new run on the very definition of one that is over.</summary>
    /// <returns>Its identifier.</returns>
    Task<string> RetryRunAsync(string runId, bool noCache, CancellationToken cancellationToken);

    /// <summary>Takes up a run again, where it stopped or at a step.</summary>
    Task ResumeRunAsync(string runId, string? from, CancellationToken cancellationToken);

    /// <summary>Agrees to a step that waits for a person.</summary>
    Task ApproveStepAsync(string runId, string step, CancellationToken cancellationToken);

    /// <summary>What happens to a run and what its steps write, behind a number of its feed, until it is over.</summary>
    IAsyncEnumerable<FeedItem> FollowFeedAsync(string runId, long after, CancellationToken cancellationToken);

    /// <summary>A part of a run's log.</summary>
    Task<LogPage> ReadLogAsync(string runId, string? step, long after, CancellationToken cancellationToken);

    /// <summary>Why a step's result was reused, or made anew.</summary>
    Task<CacheExplanation> ExplainCacheAsync(string step, string? pipeline, string? runId, string? againstId, CancellationToken cancellationToken);

    /// <summary>The newest versions.</summary>
    Task<IReadOnlyList<VersionContract>> ListVersionsAsync(CancellationToken cancellationToken);

    /// <summary>A version by number, or the newest; null where there is none.</summary>
    Task<VersionContract?> FindVersionAsync(string model, long? number, CancellationToken cancellationToken);

    /// <summary>The scoring pipeline file of a version.</summary>
    Task<byte[]> ReadPipelineFileAsync(VersionContract version, CancellationToken cancellationToken);

    /// <summary>All endpoints.</summary>
    Task<IReadOnlyList<EndpointContract>> ListEndpointsAsync(CancellationToken cancellationToken);

    /// <summary>What a deployment would do.</summary>
    Task<DeploymentPlan> PlanDeploymentAsync(ReleaseRequest request, string pipelinesPath, CancellationToken cancellationToken);

    /// <summary>Begins a run that deploys a version.</summary>
    /// <returns>Its identifier, and whether it is an interrupted one that is taken up again.</returns>
    Task<(string RunId, bool IsResumed)> DeployAsync(ReleaseRequest request, string pipelinesPath, CancellationToken cancellationToken);

    /// <summary>Begins a run that deploys what an endpoint served before.</summary>
    /// <returns>Its identifier, and whether it is an interrupted one that is taken up again.</returns>
    Task<(string RunId, bool IsResumed)> RollBackAsync(RollbackRequest request, string pipelinesPath, CancellationToken cancellationToken);

    /// <summary>Begins a run that deploys what an endpoint served when it was stopped.</summary>
    /// <returns>Its identifier, and whether it is an interrupted one that is taken up again.</returns>
    Task<(string RunId, bool IsResumed)> StartEndpointAsync(StartRequest request, string pipelinesPath, CancellationToken cancellationToken);

    /// <summary>Begins a run that scores files.</summary>
    /// <returns>Its identifier, and whether it is an interrupted one that is taken up again.</returns>
    Task<(string RunId, bool IsResumed)> ScoreBatchAsync(BatchRequest request, CancellationToken cancellationToken);

    /// <summary>What served an endpoint, the newest first.</summary>
    Task<IReadOnlyList<PastDeployment>> ListDeploymentsAsync(string endpoint, CancellationToken cancellationToken);

    /// <summary>Stops an endpoint.</summary>
    Task StopEndpointAsync(string name, bool forget, CancellationToken cancellationToken);

    /// <summary>How the requests of an endpoint are divided.</summary>
    Task<TrafficReport> ReadTrafficAsync(string endpoint, int differing, CancellationToken cancellationToken);

    /// <summary>Lets the second version at an endpoint serve alone.</summary>
    Task PromoteTrafficAsync(string endpoint, string? reason, CancellationToken cancellationToken);

    /// <summary>Takes the second version at an endpoint away.</summary>
    Task EndTrafficAsync(string endpoint, CancellationToken cancellationToken);

    /// <summary>Removes an endpoint with everything that platforms have of it.</summary>
    Task DeleteEndpointAsync(string name, bool forget, CancellationToken cancellationToken);

    /// <summary>The last lines that what serves an endpoint has written.</summary>
    Task<string> EndpointLogsAsync(string name, int lines, CancellationToken cancellationToken);

    /// <summary>What is proven of what runs for an endpoint, and when that has changed.</summary>
    Task<EndpointReceipts> ReadReceiptsAsync(string name, CancellationToken cancellationToken);

    /// <summary>Rehearses now what a rollback of an endpoint would do.</summary>
    Task<RehearsalContract> RehearseRollbackAsync(string endpoint, CancellationToken cancellationToken);

    /// <summary>Has what runs for an endpoint prove itself now.</summary>
    Task<IReadOnlyList<DeploymentReceiptContract>> ProveEndpointAsync(string name, CancellationToken cancellationToken);

    /// <summary>The newest predictions that scorers have sent.</summary>
    Task<IReadOnlyList<PredictionContract>> ListPredictionsAsync(PredictionFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>A prediction; null where there is none.</summary>
    Task<PredictionContract?> FindPredictionAsync(PredictionId id, CancellationToken cancellationToken);

    /// <summary>The newest notifications.</summary>
    Task<IReadOnlyList<NotificationContract>> ListNotificationsAsync(CancellationToken cancellationToken);

    /// <summary>A notification; null where there is none.</summary>
    Task<NotificationContract?> FindNotificationAsync(string id, CancellationToken cancellationToken);

    /// <summary>Sends a notification once more.</summary>
    Task RedeliverNotificationAsync(string id, CancellationToken cancellationToken);

    /// <summary>Sends a ping to a webhook.</summary>
    /// <returns>Identifier of the notification.</returns>
    Task<string> TestWebhookAsync(string name, string pipelinesPath, CancellationToken cancellationToken);

    /// <summary>Sends what is due, for a few seconds at most, where no server does so.</summary>
    /// <returns>How many notifications are left for whoever works next.</returns>
    Task<int> SendNotificationsAsync(CancellationToken cancellationToken);

    /// <summary>Takes up the schedules of pipelines.yaml, where no server does so and nobody else may.</summary>
    Task TakeUpSchedulesAsync(string pipelinesPath, CancellationToken cancellationToken);

    /// <summary>All schedules.</summary>
    Task<ScheduleList> ListSchedulesAsync(CancellationToken cancellationToken);

    /// <summary>A schedule, named by its identifier or as PIPELINE/NAME.</summary>
    Task<ScheduleContract> ReadScheduleAsync(string schedule, CancellationToken cancellationToken);

    /// <summary>What happened to a schedule, the newest first.</summary>
    Task<IReadOnlyList<ScheduleEvent>> ReadScheduleHistoryAsync(string schedule, CancellationToken cancellationToken);

    /// <summary>Makes a schedule.</summary>
    Task<ScheduleContract> CreateScheduleAsync(CreateScheduleRequest request, string pipelinesPath, CancellationToken cancellationToken);

    /// <summary>Passes over the ticks of a schedule from now on.</summary>
    Task<ScheduleContract> PauseScheduleAsync(string schedule, string reason, CancellationToken cancellationToken);

    /// <summary>Lets a schedule go on.</summary>
    Task<ScheduleContract> ResumeScheduleAsync(string schedule, CancellationToken cancellationToken);

    /// <summary>Removes a schedule.</summary>
    Task DeleteScheduleAsync(string schedule, CancellationToken cancellationToken);

    /// <summary>Asks for a run of a schedule now.</summary>
    Task<AskedRun> RunScheduleNowAsync(string schedule, CancellationToken cancellationToken);

    /// <summary>Asks for the runs of a schedule's ticks in the past.</summary>
    Task<Backfill> BackfillAsync(string schedule, BackfillScheduleRequest request, CancellationToken cancellationToken);

    /// <summary>Who works on runs.</summary>
    Task<IReadOnlyList<WorkerContract>> ListWorkersAsync(CancellationToken cancellationToken);
}
