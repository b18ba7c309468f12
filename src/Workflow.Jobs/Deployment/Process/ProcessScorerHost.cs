using System.Globalization;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Home;
using Workflow.Jobs.Processes;
using Workflow.Training.Files;

namespace Workflow.Jobs.Deployment.Process;

/// <summary>
/// Scorers as processes of this machine: each in a session of its own, output to a file, alive when the command that started it has ended.
/// </summary>
public sealed class ProcessScorerHost(WorkflowHome home, UnpackedScorers scorers, TimeProvider time) : IScorerHost
{
    private const int IdDigits = 12;
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private readonly ProcessFiles _files = new(home);
    private readonly EnvironmentKeys _keys = new(home);
    private readonly ProcessStart _start = new(home);

    /// <inheritdoc/>
    public string Name => PlatformNames.Process;

    /// <inheritdoc/>
    public PlannedResource Describe(string endpoint, ScorerSettings settings, int port) => new("process", $"{endpoint} (scorer)")
    {
        Cpu = "all processors",
        Memory = "no limit of memory",
        Port = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"),
        Identity = $"user {Environment.UserName}",
        Predictions = settings.PredictionsText,
        Price = "none, on this machine",
    };

    /// <inheritdoc/>
    public string Remedy => "it needs Linux; platform docker runs elsewhere too";

    /// <inheritdoc/>
    public Task<bool> HasSettingsAsync(DeploymentHandle handle, ScorerSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Task.FromResult(_files.Find(handle)?.PredictionShare == settings.PredictionShare);
    }

    /// <inheritdoc/>
    public Task<bool> HasKeysAsync(DeploymentHandle handle, HandedKeys? keys, CancellationToken cancellationToken) =>
        Task.FromResult(handle.Keys == keys && _files.Find(handle)?.Keys == keys);

    /// <inheritdoc/>
    public Task<bool> IsAvailableAsync(CancellationToken cancellationToken) => Task.FromResult(OperatingSystem.IsLinux());

    /// <inheritdoc/>
    public Task PrepareAsync(DeploymentRequest request, CancellationToken cancellationToken) => scorers.RequireAsync(request.Image, cancellationToken);

    /// <inheritdoc/>
    public async Task<DeploymentHandle> StartAsync(DeploymentRequest request, ScorerSettings settings, int port, CancellationToken cancellationToken)
    {
        LoopbackPorts.RequireFree(port);
        string folder = _files.FolderOf(request.Endpoint);
        string pipeline = Path.Combine(folder, $"{request.PipelineSha256}.pipeline");
        byte[] bytes = await File.ReadAllBytesAsync(request.PipelineFile, cancellationToken).ConfigureAwait(false);
        string[] command =
        [
            await scorers.RequireAsync(request.Image, cancellationToken).ConfigureAwait(false), "--pipeline", pipeline, "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture),
        ];
        var started = new StartedProcess(new DeploymentHandle(Name, Guid.CreateVersion7().ToString("N")[^IdDigits..], port) { Keys = request.Keys.Handed }, command) { Folder = folder, PredictionShare = settings.PredictionShare };
        using FileTurn turn = await ProcessFiles.TakeTurnAsync(folder, cancellationToken).ConfigureAwait(false);
        try
        {
            AtomicFile.Write(pipeline, bytes);
            await _start.RunAsync(started, request.Keys, cancellationToken).ConfigureAwait(false);
            return started.Handle;
        }
        catch (ChildProcessException)
        {
            ProcessFiles.Delete(started);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<bool> IsRunningAsync(DeploymentHandle handle, CancellationToken cancellationToken) => Task.FromResult(_files.Find(handle)?.IsAlive() ?? false);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProofCheck>> InspectAsync(DeploymentHandle handle, ExpectedDeployment expected, CancellationToken cancellationToken) =>
        new ProcessProof(scorers).InspectAsync(handle, _files.Find(handle), expected, cancellationToken);

    /// <inheritdoc/>
    public async Task StopAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        await HaltAsync(handle, cancellationToken).ConfigureAwait(false);
        if (_files.Find(handle) is not { } started) return;
        using FileTurn turn = await ProcessFiles.TakeTurnAsync(started.Folder, cancellationToken).ConfigureAwait(false);
        ProcessFiles.Delete(started);
    }

    /// <inheritdoc/>
    public Task ForgetAsync(string endpoint, CancellationToken cancellationToken) => _files.RemoveFolderAsync(endpoint, cancellationToken);

    /// <inheritdoc/>
    public async Task HaltAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        if (await MarkHaltedAsync(handle, cancellationToken).ConfigureAwait(false) is not { } process) return;
        process.Terminate();
        long began = time.GetTimestamp();
        while (process.IsAlive())
        {
            if (time.GetElapsedTime(began) > DrainTimeout) process.Kill();
            await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<DeploymentHandle> RestartAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        StartedProcess halted = _files.Find(handle) ?? throw new DeploymentException($"how the process {handle.Id} was started is not known any more: deploy the version again");
        ApiKeys keys = _keys.Of(halted.Endpoint, handle);
        using FileTurn turn = await ProcessFiles.TakeTurnAsync(halted.Folder, cancellationToken).ConfigureAwait(false);
        LoopbackPorts.RequireFree(handle.Port);
        await _start.RunAsync(halted, keys, cancellationToken).ConfigureAwait(false);
        return handle;
    }

    /// <inheritdoc/>
    public Task<string> LogTailAsync(DeploymentHandle handle, int lines, CancellationToken cancellationToken) =>
        Task.FromResult(_files.Find(handle) is { } started && File.Exists(started.Log) ? string.Join('\n', File.ReadLines(started.Log).TakeLast(lines)) : string.Empty);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeploymentHandle>> FindAsync(string endpoint, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DeploymentHandle>>([.. _files.Of(endpoint).Select(started => started.Handle)]);

    // On disk before it ends: from then on nobody takes its end for an accident.
    private async Task<ProcessIdentity?> MarkHaltedAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        if (_files.Find(handle) is not { } known) return null;
        using FileTurn turn = await ProcessFiles.TakeTurnAsync(known.Folder, cancellationToken).ConfigureAwait(false);
        if (_files.Find(handle) is not { } now) return null;
        ProcessFiles.Write(now with { IsHalted = true });
        return now.Identify();
    }
}
