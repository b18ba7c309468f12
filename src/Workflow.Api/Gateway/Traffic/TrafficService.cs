using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Training.Errors;

namespace Workflow.Api.Gateway.Traffic;

/// <summary>Writes down what was counted, and lets the rules of canaries look at it, once a second. While the database is away, counting goes on.</summary>
internal sealed partial class TrafficService(
    IEndpointRoutes routes, ArmStatistics statistics, DifferingAnswers differing, ArmTrafficStore traffic, ComparedAnswerStore answers, TrafficController controller, TimeProvider time, ILogger<TrafficService> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly string _gateway = Guid.CreateVersion7().ToString();
    private bool _isAway;
    private bool _isUnjudged;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await LookAsync(stoppingToken.IsCancellationRequested ? CancellationToken.None : stoppingToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes down and looks, once. What cannot be written keeps nobody from looking.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(cancellationToken).ConfigureAwait(false);
        if (!routes.Current.Routes.Any(route => route.Epoch is not null)) return;
        try
        {
            await controller.LookAsync(cancellationToken).ConfigureAwait(false);
            _isUnjudged = false;
        }
        catch (Exception failure)
        {
            // Whatever it is: requests are answered without it, and it is tried again.
            if (!_isUnjudged && !cancellationToken.IsCancellationRequested) LogUnjudged(log, DefectOf(failure), failure.Message);
            _isUnjudged = true;
        }
    }

    // What passes needs no trace of calls.
    private static Exception? DefectOf(Exception failure) => failure is WorkflowException or DbException or OperationCanceledException ? null : failure;

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<(ArmKey Arm, ArmCounts Counts)> changed = statistics.TakeChanged(routes.Current);
        try
        {
            if (changed.Count > 0) await traffic.WriteAsync(_gateway, changed, cancellationToken).ConfigureAwait(false);
            foreach (IGrouping<ArmKey, ComparedAnswer> arm in differing.Take().GroupBy(one => one.Arm, one => one.Answer))
            {
                await answers.AddAsync(arm.Key, [.. arm], cancellationToken).ConfigureAwait(false);
            }

            _isAway = false;
        }
        catch (Exception failure)
        {
            statistics.PutBack(changed);
            if (!_isAway && !cancellationToken.IsCancellationRequested) LogAway(log, DefectOf(failure), failure.Message);
            _isAway = true;
        }
    }

    [LoggerMessage(2, LogLevel.Warning, "Canaries cannot be judged now; they stay as they are: {Problem}")]
    private static partial void LogUnjudged(ILogger logger, Exception? defect, string problem);

    [LoggerMessage(1, LogLevel.Warning, "What was counted of versions cannot be written down now; counting goes on: {Problem}")]
    private static partial void LogAway(ILogger logger, Exception? defect, string problem);
}
