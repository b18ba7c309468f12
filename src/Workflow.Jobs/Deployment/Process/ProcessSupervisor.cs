using System.Globalization;
using Microsoft.Extensions.Logging;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Home;
using Workflow.Jobs.Storage;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Deployment.Process;

/// <summary>
/// Starts the processes of endpoints again when they end by themselves, and when the machine was started again. Any number of programs may do so for one
/// home: one of them does. What nobody has recorded as an endpoint's, and what was ended on purpose, is left alone.
/// </summary>
public sealed class ProcessSupervisor(WorkflowHome home, EndpointStore endpoints, TimeProvider time, ILogger<ProcessSupervisor> log)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private readonly ProcessFiles _files = new(home);
    private readonly EnvironmentKeys _keys = new(home);
    private readonly ProcessStart _start = new(home);
    private readonly Dictionary<string, DateTimeOffset> _endedAt = new(StringComparer.Ordinal);

    /// <summary>Supervises until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is StorageException or IOException or UnauthorizedAccessException)
            {
                log.NotSupervised(failure);
            }

            await Task.Delay(LookEvery, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks once, and starts what has ended and is due.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (StartedProcess one in _files.All())
        {
            if (one.IsHalted || one.IsAlive()) _endedAt.Remove(one.Handle.Id);
            else await SeeEndedAsync(one, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SeeEndedAsync(StartedProcess ended, CancellationToken cancellationToken)
    {
        if (!_endedAt.TryGetValue(ended.Handle.Id, out DateTimeOffset endedAt)) _endedAt[ended.Handle.Id] = endedAt = time.GetUtcNow();
        int quickEnds = RestartBackOff.QuickEnds(ended, endedAt);
        if (time.GetUtcNow() - endedAt < RestartBackOff.Wait(quickEnds)) return;
        if (!await IsWantedAsync(ended, cancellationToken).ConfigureAwait(false)) return;
        string endpoint = ended.Endpoint;
        try
        {
            if (!await StartAsync(ended, quickEnds, cancellationToken).ConfigureAwait(false)) return;
            log.Restarted(endpoint, ended.Handle.Id, quickEnds);
            _endedAt.Remove(ended.Handle.Id);
        }
        catch (Exception failure) when (failure is WorkflowException or IOException or UnauthorizedAccessException)
        {
            log.NotRestarted(failure, endpoint, ended.Handle.Id);
            await PutOffAsync(ended, quickEnds, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> IsWantedAsync(StartedProcess ended, CancellationToken cancellationToken) =>
        await endpoints.FindAsync(Projects.Default, ended.Endpoint, cancellationToken).ConfigureAwait(false) is { IsDestroying: false } endpoint
        && endpoint.Handles.Any(handle => handle.Platform == PlatformNames.Process && handle.Id == ended.Handle.Id);

    // Somebody else may have started, ended or removed it until we have the turn.
    private async Task<bool> StartAsync(StartedProcess ended, int quickEnds, CancellationToken cancellationToken)
    {
        using FileTurn turn = await ProcessFiles.TakeTurnAsync(ended.Folder, cancellationToken).ConfigureAwait(false);
        if (_files.Find(ended.Handle) is not { IsHalted: false } now || now.IsAlive()) return false;
        LoopbackPorts.RequireFree(now.Handle.Port);
        ApiKeys keys = _keys.Of(now.Endpoint, now.Handle);
        DateTimeOffset at = time.GetUtcNow();
        await File.AppendAllTextAsync(
            now.Log, string.Create(CultureInfo.InvariantCulture, $"{at:yyyy-MM-ddTHH:mm:ss.fffZ} workflow: the scorer has ended by itself and is started again\n"), cancellationToken).ConfigureAwait(false);
        await _start.RunAsync(now with { QuickEnds = quickEnds, RestartedAt = at }, keys, cancellationToken).ConfigureAwait(false);
        return true;
    }

    // What cannot be started counts as having ended at once.
    private async Task PutOffAsync(StartedProcess ended, int quickEnds, CancellationToken cancellationToken)
    {
        using FileTurn turn = await ProcessFiles.TakeTurnAsync(ended.Folder, cancellationToken).ConfigureAwait(false);
        if (_files.Find(ended.Handle) is { IsHalted: false } now && !now.IsAlive()) ProcessFiles.Write(now with { QuickEnds = quickEnds, RestartedAt = time.GetUtcNow() });
        _endedAt.Remove(ended.Handle.Id);
    }
}
