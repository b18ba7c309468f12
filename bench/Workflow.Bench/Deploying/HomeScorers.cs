using System.Globalization;
using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Home;
using Workflow.Jobs.Processes;

namespace Workflow.Bench.Deploying;

/// <summary>What runs on this machine for a state directory, as the machine tells it: containers by their label, processes by their command lines.</summary>
internal sealed class HomeScorers(WorkflowHome home, DockerClient docker)
{
    private const string Label = "workflow.home";

    /// <summary>Identifiers of its containers, running or not.</summary>
    public async Task<IReadOnlyList<string>> ContainersAsync(CancellationToken cancellationToken) =>
        [.. (await docker.ListContainersAsync([new(Label, home.Id)], cancellationToken)).Select(container => container.Id)];

    /// <summary>Processes whose command line names the state directory.</summary>
    public IReadOnlyList<ProcessIdentity> Processes()
    {
        var found = new List<ProcessIdentity>();
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) || !CommandLine(directory).Contains(home.Path, StringComparison.Ordinal)) continue;
            if (ProcessIdentity.Of(pid) is { } process) found.Add(process);
        }

        return found;
    }

    /// <summary>Ports that its processes were told to listen on.</summary>
    public IReadOnlyList<int> ProcessPorts() =>
    [
        .. Processes()
            .Select(process => CommandLine(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Pid}")).Split('\0').SkipWhile(argument => argument != "--port").Skip(1).FirstOrDefault())
            .OfType<string>()
            .Select(port => int.Parse(port, CultureInfo.InvariantCulture)),
    ];

    /// <summary>Removes all of it.</summary>
    public async Task RemoveAsync()
    {
        foreach (ProcessIdentity process in Processes()) process.Kill();
        if (!await docker.AnswersAsync(CancellationToken.None)) return;
        foreach (string container in await ContainersAsync(CancellationToken.None)) await docker.RemoveContainerAsync(container, CancellationToken.None);
    }

    private static string CommandLine(string directory)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, "cmdline"));
        }
        catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
