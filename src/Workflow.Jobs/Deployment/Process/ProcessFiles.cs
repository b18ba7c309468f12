using System.Text.Json;
using Workflow.Jobs.Home;
using Workflow.Jobs.Json;
using Workflow.Training.Files;

namespace Workflow.Jobs.Deployment.Process;

/// <summary>The files that tell of this machine's scorers: one each, in the folder of its endpoint.</summary>
internal sealed class ProcessFiles(WorkflowHome home)
{
    private const string Pattern = "process-*.json";

    /// <summary>Folder of an endpoint; it is made.</summary>
    public string FolderOf(string endpoint) => Directory.CreateDirectory(Path.Combine(home.Endpoints, endpoint)).FullName;

    /// <summary>Held by whoever starts or ends processes of an endpoint, so that nobody starts what another is ending.</summary>
    public static Task<FileTurn> TakeTurnAsync(string folder, CancellationToken cancellationToken) => FileTurn.TakeAsync(Path.Combine(folder, "processes.turn"), cancellationToken);

    /// <summary>The scorers of an endpoint, running or not.</summary>
    public IReadOnlyList<StartedProcess> Of(string endpoint) => Read(Directory.EnumerateFiles(FolderOf(endpoint), Pattern));

    /// <summary>The scorers of all endpoints, running or not.</summary>
    public IReadOnlyList<StartedProcess> All() => Directory.Exists(home.Endpoints) ? Read(Directory.EnumerateFiles(home.Endpoints, Pattern, SearchOption.AllDirectories)) : [];

    /// <summary>One of them, as its file tells now; null where there is none any more.</summary>
    public StartedProcess? Find(DeploymentHandle handle) => All().FirstOrDefault(started => started.Handle.Id == handle.Id);

    /// <summary>Writes one down.</summary>
    public static void Write(StartedProcess started) => AtomicFile.Write(PathOf(started), JobsJson.WriteUtf8(started));

    /// <summary>Forgets one.</summary>
    public static void Delete(StartedProcess started) => File.Delete(PathOf(started));

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
