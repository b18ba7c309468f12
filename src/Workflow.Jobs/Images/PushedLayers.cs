using System.Text.Json;
using Workflow.Jobs.Home;
using Workflow.Jobs.Json;
using Workflow.Training.Files;

namespace Workflow.Jobs.Images;

/// <summary>
/// Which repositories of which registries got a layer from here first: another repository of the same registry can take it over without its bytes. A
/// hint, and no more: the registry is asked, and whatever it says no to is sent.
/// </summary>
/// <param name="home">Where that is kept.</param>
public sealed class PushedLayers(WorkflowHome home)
{
    private string Path => System.IO.Path.Combine(home.Images, "pushed.json");

    /// <summary>Another repository that got one of some layers before, a large one rather than a small one; null where none is known.</summary>
    public string? Find(string registry, string repository, IReadOnlyList<Descriptor> layers)
    {
        SortedDictionary<string, string> pushed = Read();
        return layers.OrderByDescending(layer => layer.Size)
            .Select(layer => pushed.GetValueOrDefault(KeyOf(registry, layer)))
            .FirstOrDefault(known => known is not null && known != repository);
    }

    /// <summary>Notes that a repository has got layers. Of two that push at the same moment, one may be forgotten.</summary>
    public void Note(string registry, string repository, IReadOnlyList<Descriptor> layers)
    {
        SortedDictionary<string, string> pushed = Read();
        string[] sent = [.. layers.Select(layer => KeyOf(registry, layer)).Where(key => !pushed.ContainsKey(key))];
        if (sent.Length == 0) return;
        foreach (string key in sent) pushed[key] = repository;
        AtomicFile.Write(Path, JobsJson.WriteUtf8(pushed));
    }

    private static string KeyOf(string registry, Descriptor layer) => $"{registry}/{layer.Digest}";

    private SortedDictionary<string, string> Read()
    {
        try
        {
            return JobsJson.Read<SortedDictionary<string, string>>(File.ReadAllBytes(Path));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return new SortedDictionary<string, string>(StringComparer.Ordinal);
        }
    }
}
