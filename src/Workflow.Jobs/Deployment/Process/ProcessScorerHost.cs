using System.Globalization;
using System.Text.Json;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Home;
using Workflow.Jobs.Json;
using Workflow.Jobs.Processes;
using Workflow.Training.Files;

namespace Workflow.Jobs.Deployment.Process;

/// <summary>
/// Scorers as processes of this machine: each in a session of its own, output to a file, alive when the command that started it has ended.
/// </summary>
public sealed class ProcessScorerHost(WorkflowHome home, UnpackedScorers scorers, TimeProvider time) : IScorerHost
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public string Name => PlatformNames.Process;

    /// <inheritdoc/>
    public PlannedResource Describe(string endpoint, ScorerSize size, int port) => new("process", $"{endpoint} (scorer)")
    {
        Cpu = "all processors",
        Memory = "no limit of memory",
        Port = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"),
        Identity = $"user {Environment.UserName}",
        Price = "none, on this machine",
    };

    /// <inheritdoc/>
    public Task<bool> IsAvailableAsync(CancellationToken cancellationToken) => Task.FromResult(OperatingSystem.IsLinux());

    /// <inheritdoc/>
    public async Task<DeploymentHandle> StartAsync(DeploymentRequest request, ScorerSize size, int port, CancellationToken cancellationToken)
    {
        LoopbackPorts.RequireFree(port);
        string directory = DirectoryOf(request.Endpoint);
        string pipeline = Path.Combine(directory, $"{request.PipelineSha256}.pipeline");
        byte[] bytes = await File.ReadAllBytesAsync(request.PipelineFile, cancellationToken).ConfigureAwait(false);
        AtomicFile.Write(pipeline, bytes);
        string[] command =
        [
            await scorers.RequireAsync(request.Image, cancellationToken).ConfigureAwait(false), "--pipeline", pipeline, "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture),
        ];
        return await StartAsync(directory, port, command, LogIn(directory), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<bool> IsRunningAsync(DeploymentHandle handle, CancellationToken cancellationToken) =>
        Task.FromResult(ProcessIdentity.Parse(handle.Id).IsAlive());

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProofCheck>> InspectAsync(DeploymentHandle handle, ExpectedDeployment expected, CancellationToken cancellationToken) =>
        new ProcessProof(scorers).InspectAsync(handle, FindFile(handle) is { } file ? Read(file) : null, expected, cancellationToken);

    /// <inheritdoc/>
    public async Task StopAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        await HaltAsync(handle, cancellationToken).ConfigureAwait(false);
        if (FindFile(handle) is { } file) File.Delete(file);
    }

    /// <inheritdoc/>
    public async Task HaltAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        var process = ProcessIdentity.Parse(handle.Id);
        process.Terminate();
        long started = time.GetTimestamp();
        while (process.IsAlive())
        {
            if (time.GetElapsedTime(started) > DrainTimeout) process.Kill();
            await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<DeploymentHandle> RestartAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        LoopbackPorts.RequireFree(handle.Port);
        string? file = FindFile(handle);
        StartedProcess halted = (file is null ? null : Read(file)) ?? throw new DeploymentException($"how the process {handle.Id} was started is not known any more");
        DeploymentHandle restarted = await StartAsync(
            Path.GetDirectoryName(file)!, handle.Port, halted.Command, LogIn(Path.GetDirectoryName(file)!), cancellationToken).ConfigureAwait(false);
        File.Delete(file!);
        return restarted;
    }

    /// <inheritdoc/>
    public Task<string> LogTailAsync(DeploymentHandle handle, int lines, CancellationToken cancellationToken)
    {
        string log = LogIn(Path.GetDirectoryName(FindFile(handle)) ?? string.Empty);
        return Task.FromResult(File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(lines)) : string.Empty);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeploymentHandle>> FindAsync(string endpoint, CancellationToken cancellationToken)
    {
        var alive = new List<DeploymentHandle>();
        foreach (string file in Directory.EnumerateFiles(DirectoryOf(endpoint), "process-*.json"))
        {
            DeploymentHandle? handle = Read(file)?.Handle;
            if (handle is not null && ProcessIdentity.Parse(handle.Id).IsAlive()) alive.Add(handle);
            else File.Delete(file);
        }

        return Task.FromResult<IReadOnlyList<DeploymentHandle>>(alive);
    }

    private async Task<DeploymentHandle> StartAsync(
        string directory, int port, IReadOnlyList<string> command, string log, CancellationToken cancellationToken)
    {
        ProcessIdentity process = await DetachedProcess.StartAsync(command, log, cancellationToken).ConfigureAwait(false);
        var handle = new DeploymentHandle(Name, process.ToString(), port);

        // If we die between these two lines, the process is an orphan that holds a port; the next deployment chooses another.
        AtomicFile.Write(Path.Combine(directory, FileName(handle)), JobsJson.WriteUtf8(new StartedProcess(handle, command)));
        return handle;
    }

    private static StartedProcess? Read(string file)
    {
        try
        {
            return JobsJson.Read<StartedProcess>(File.ReadAllBytes(file));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string FileName(DeploymentHandle handle) => $"process-{handle.Id}.json";

    private static string LogIn(string directory) => Path.Combine(directory, "scorer.log");

    private string? FindFile(DeploymentHandle handle) =>
        Directory.EnumerateFiles(home.Endpoints, FileName(handle), SearchOption.AllDirectories).FirstOrDefault();

    private string DirectoryOf(string endpoint) => Directory.CreateDirectory(Path.Combine(home.Endpoints, endpoint)).FullName;
}
