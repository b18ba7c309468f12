using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Notifications;
using Workflow.Jobs.Pipelines;
using Workflow.Training.Errors;

namespace Workflow.Api.Hosting;

/// <summary>Sends notifications, looks for late runs, and takes up webhooks whenever pipelines.yaml changes.</summary>
internal sealed partial class NotificationService : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly PipelineSource _pipelines;
    private readonly WebhookReconciler _reconciler;
    private readonly LateRuns _late;
    private readonly NotificationSender _sender;
    private readonly TimeProvider _time;
    private readonly ILogger<NotificationService> _log;
    private FileStamp? _seen;

    public NotificationService(
        PipelineSource pipelines, WebhookReconciler reconciler, LateRuns late, NotificationSender sender, TimeProvider time, ILogger<NotificationService> log)
    {
        _pipelines = pipelines;
        _reconciler = reconciler;
        _late = late;
        _sender = sender;
        _time = time;
        _log = log;
    }

    /// <summary>Webhooks are known before the first run ends.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReconcileAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        BackgroundLoops.RunAsync(stoppingToken, _sender.SendAsync, _late.WatchAsync, WatchFileAsync);

    private async Task WatchFileAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false)) await ReconcileAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    // A file that is being edited may be wrong for a while: what was read last holds until it is right again.
    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        var now = FileStamp.Of(_pipelines.Path);
        if (!now.Exists || now == _seen) return;
        try
        {
            await _reconciler.ReconcileAsync(_pipelines.Open(), cancellationToken).ConfigureAwait(false);
            _seen = now;
        }
        catch (WorkflowException wrong)
        {
            // What the file itself has wrong is told once for each change.
            if (!wrong.IsRetryable) _seen = now;
            LogNotReconciled(_log, wrong.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The webhooks of pipelines.yaml could not be taken up; those known so far stay: {Problem}")]
    private static partial void LogNotReconciled(ILogger logger, string problem);
}
