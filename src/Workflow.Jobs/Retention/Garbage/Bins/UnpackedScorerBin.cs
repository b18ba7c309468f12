using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Jobs.Home;
using Workflow.Jobs.Images;
using Workflow.Training.Files;

namespace Workflow.Jobs.Retention.Garbage.Bins;

/// <summary>Scorers that were unpacked to run as processes, of images that neither serve nor may be gone back to.</summary>
/// <param name="home">The home.</param>
/// <param name="layout">The images.</param>
public sealed class UnpackedScorerBin(WorkflowHome home, ImageLayout layout) : IGarbageBin
{
    private const string ScorerFile = "scorer";

    private string Root => Path.Combine(home.Engine, "unpacked");

    /// <inheritdoc/>
    public async Task<BinContents> FindAsync(Retained retained, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(retained);
        var root = new DirectoryInfo(Root);
        if (!root.Exists) return new BinContents([]);
        HashSet<string> layers = await ServedLayersAsync(retained, cancellationToken).ConfigureAwait(false);
        HashSet<string> programs = [.. await ProgramsAsync(cancellationToken).ConfigureAwait(false)];
        return new BinContents(
        [
            .. from scorer in root.EnumerateDirectories()
               where Sha256Hex.IsValid(scorer.Name)
                  && scorer.LastWriteTimeUtc < retained.UntouchedSince.UtcDateTime
                  && !layers.Contains(scorer.Name)
                  && !programs.Contains(Path.Combine(scorer.FullName, ScorerFile))
               select new GarbageItem(GarbageKind.UnpackedScorer, scorer.Name, scorer.EnumerateFiles().Sum(file => file.Length), "nothing that serves runs it"),
        ]);
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(GarbageItem item, Retained retained, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        string discarded = Path.Combine(home.Engine, $".{Guid.CreateVersion7():N}.tmp");
        try
        {
            // Away as a whole, so that nobody finds half of it. If we die here, it is a leftover.
            Directory.Move(Path.Combine(Root, item.Name), discarded);
        }
        catch (DirectoryNotFoundException)
        {
            return Task.FromResult(true);
        }

        Directory.Delete(discarded, recursive: true);
        return Task.FromResult(true);
    }

    private async Task<HashSet<string>> ServedLayersAsync(Retained retained, CancellationToken cancellationToken)
    {
        IReadOnlyList<LayoutBlob> blobs = await layout.ReadContentsAsync(cancellationToken).ConfigureAwait(false);
        return [.. blobs.Where(blob => retained.ServesImage(blob.Digest)).SelectMany(blob => blob.Manifest?.Layers ?? []).Select(layer => ImageKey.Of(layer.Digest))];
    }

    // What runs now, or ran and may be started again as it was: whatever the images on record say.
    private async Task<IReadOnlyList<string>> ProgramsAsync(CancellationToken cancellationToken)
    {
        var programs = new List<string>();
        foreach (string file in Directory.EnumerateFiles(home.Endpoints, "process-*.json", SearchOption.AllDirectories))
        {
            try
            {
                JsonNode? started = JsonNode.Parse(await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false));
                if (started?["command"] is JsonArray { Count: > 0 } command && command[0] is { } program) programs.Add(program.GetValue<string>());
            }
            catch (Exception gone) when (gone is JsonException or FileNotFoundException)
            {
                // It was stopped meanwhile.
            }
        }

        return programs;
    }
}
