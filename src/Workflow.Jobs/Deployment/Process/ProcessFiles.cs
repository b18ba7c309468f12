using System.Text.Json;
using Workflow.Jobs.Home;
using Workflow.Jobs.Json;
using Workflow.Training.Files;

namespace Workflow.Jobs.Deployment.Process;

/// <summary>The files that tell of this machine's scorers: one each, in the folder of its endpoint.</summary>
internal sealed class ProcessFiles(WorkflowHome home)
{
    private const string Pattern = "process-*.json";
    private const string CopyPattern = "*.pipeline";
    private const string TurnName = "processes.turn";

    /// <summary>Folder of an endpoint; it is made.</summary>
    public string FolderOf(string endpoint) => Directory.CreateDirectory(Path.Combine(home.Endpoints, endpoint)).FullName;

    /// <summary>Held by whoever starts or ends processes of an endpoint, so that nobody starts what another is ending.</summary>
    public static Task<FileTurn> TakeTurnAsync(string folder, CancellationToken cancellationToken) => FileTurn.TakeAsync(Path.Combine(folder, TurnName), cancellationToken);

    /// <summary>The scorers of an endpoint, running or not.</summary>
    public IReadOnlyList<StartedProcess> Of(string endpoint) =>
        Path.Combine(home.Endpoints, endpoint) is var folder && Directory.Exists(folder) ? Read(Directory.EnumerateFiles(folder, Pattern)) : [];

    /// <summary>The scorers of all endpoints, running or not.</summary>
    public IReadOnlyList<StartedProcess> All() => Directory.Exists(home.Endpoints) ? Read(Directory.EnumerateFiles(home.Endpoints, Pattern, SearchOption.AllDirectories)) : [];

    /// <summary>One of them, as its file tells now; null where there is none any more.</summary>
    public StartedProcess? Find(DeploymentHandle handle) => All().FirstOrDefault(started => started.Handle.Id == handle.Id);

    /// <summary>Writes one down.</summary>
    public static void Write(StartedProcess started) => AtomicFile.Write(PathOf(started), JobsJson.WriteUtf8(started));

    /// <summary>Where the log before a scorer's log is.</summary>
    public static string EarlierLog(string log) => $"{log}.1";

    /// <summary>Forgets one, and removes copies of scoring pipelines in its folder that none of the others was started with. The caller has the turn of its endpoint.</summary>
    public static void Delete(StartedProcess started)
    {
        File.Delete(PathOf(started));
        HashSet<string> needed = [.. Read(Directory.EnumerateFiles(started.Folder, Pattern)).SelectMany(other => other.Command)];
        foreach (string copy in Directory.EnumerateFiles(started.Folder, CopyPattern).Where(copy => !needed.Contains(copy))) File.Delete(copy);
    }

    /// <summary>Removes the folder of an endpoint of which no scorer is left. What others have put there stays.</summary>
    public async Task RemoveFolderAsync(string endpoint, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(home.Endpoints, endpoint);
        if (!Directory.Exists(folder)) return;
        using (await TakeTurnAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            if (Directory.EnumerateFiles(folder, Pattern).Any()) return;
            string log = Path.Combine(folder, StartedProcess.LogName);
            foreach (string file in (string[])[.. Directory.EnumerateFiles(folder, CopyPattern), log, EarlierLog(log)]) File.Delete(file);
        }

        try
        {
            File.Delete(Path.Combine(folder, TurnName));
            Directory.Delete(folder);
        }
        catch (IOException)
        {
            // Somebody deploys there again, or has put something there.
        }
    }

    private static string PathOf(StartedProcess started) => Path.Combine(started.Folder, $"process-{started.Handle.Id}.json");

    private static List<StartedProcess> Read(IEnumerable<string> files) => [.. files.Order(StringComparer.Ordinal).Select(Read).OfType<StartedProcess>()];

    private static StartedProcess? Read(string file)
    {
        try
        {
            return JobsJson.Read<StartedProcess>(File.ReadAllBytes(file)) is { } started ? started with { Folder = Path.GetDirectoryName(file)! } : null;
        }
        catch (Exception gone) when (gone is JsonException or FileNotFoundException)
        {
            return null;
        }
    }
}
