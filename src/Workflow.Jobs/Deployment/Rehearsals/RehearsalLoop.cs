using Microsoft.Extensions.Logging;
using Workflow.Jobs.Deployment.Releases;

namespace Workflow.Jobs.Deployment.Rehearsals;

/// <summary>Rehearses going back from every endpoint, now and then. Any number of processes may do so on one database: one of them does, each time.</summary>
public sealed partial class RehearsalLoop(
    EndpointStore endpoints, ServedVersions served, RollbackRehearsal rehearsal, RehearsalStore rehearsals, RehearsalRemains remains, TimeProvider time, ILogger<RehearsalLoop> log)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(5);

    /// <summary>How often, where nobody says: once a day.</summary>
    public static TimeSpan StandardInterval { get; } = TimeSpan.FromDays(1);

    /// <summary>Rehearses until it is cancelled.</summary>
    /// <param name="interval">How often for each endpoint; null: this process rehearses nothing, and only takes away what killed rehearsals have left.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(TimeSpan? interval, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(LookEvery, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested) return;
            try
            {
                await ClearAsync(cancellationToken).ConfigureAwait(false);
                if (interval is { } pause) await LookAsync(pause, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Whatever it is, the server goes on.
                LogLeftOut(log, failure);
            }
        }
    }

    /// <summary>Takes away what is left; what cannot be taken away now keeps nobody from anything.</summary>
    internal async Task ClearAsync(CancellationToken cancellationToken)
    {
        foreach (string endpoint in await remains.ListAsync(Projects.Default, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await remains.ClearAsync(Projects.Default, endpoint, forget: false, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception left) when (!cancellationToken.IsCancellationRequested)
            {
                LogLeft(log, endpoint, left.Message);
            }
        }
    }

    /// <summary>Rehearses what is due, one after the other.</summary>
    internal async Task LookAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyDictionary<string, Rehearsal> last = await rehearsals.ListAsync(Projects.Default, cancellationToken).ConfigureAwait(false);
        foreach (EndpointRecord endpoint in await endpoints.ListAsync(Projects.Default, cancellationToken).ConfigureAwait(false))
        {
            if (endpoint is not { Deployment: { } deployed, IsDestroying: false } || !IsDue(endpoint, last.GetValueOrDefault(endpoint.Name), interval, now)) continue;
            try
            {
                await RehearseAsync(endpoint, deployed.Platform, now, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                // It is due as before, and holds up none of the others.
                LogOneLeftOut(log, endpoint.Name, failure);
            }
        }
    }

    private async Task RehearseAsync(EndpointRecord endpoint, string platform, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await served.FindPreviousAsync(endpoint, cancellationToken).ConfigureAwait(false) is null) return;
        Rehearsal? ended = await rehearsal.RunAsync(Projects.Default, endpoint.Name, now, cancellationToken).ConfigureAwait(false);
        if (ended?.Problem is { } problem) LogFailed(log, endpoint.Name, platform, problem);
        if (ended?.Left is { } left) LogLeft(log, endpoint.Name, left);
    }

    // What was rehearsed before the last deployment tells nothing of going back from that one.
    private static bool IsDue(EndpointRecord endpoint, Rehearsal? last, TimeSpan interval, DateTimeOffset now) =>
        last is null || last.BeganAt < endpoint.UpdatedAt ? now - endpoint.UpdatedAt >= Settled : now - last.At >= interval;

    [LoggerMessage(1, LogLevel.Error, "Going back from what {Endpoint} serves ({Platform}) would fail: {Problem}")]
    private static partial void LogFailed(ILogger logger, string endpoint, string platform, string problem);

    [LoggerMessage(2, LogLevel.Warning, "Rollbacks could not be rehearsed; that is tried again")]
    private static partial void LogLeftOut(ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "{Endpoint}: what a rehearsal has left could not be taken away; that is tried again: {Reason}")]
    private static partial void LogLeft(ILogger logger, string endpoint, string reason);

    [LoggerMessage(4, LogLevel.Warning, "{Endpoint}: going back could not be rehearsed; that is tried again")]
    private static partial void LogOneLeftOut(ILogger logger, string endpoint, Exception exception);
}
