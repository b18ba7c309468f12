using System.Text.Json;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Json;
using Workflow.Training.Files;

namespace Workflow.Jobs.Images.Bases;

/// <summary>
/// The content of <c>pipelines.lock.json</c>, which lies beside pipelines.yaml and belongs into version control: what the tags of bases meant when each was
/// resolved. While it stands there, a tag that somebody moves changes nothing.
/// </summary>
public sealed record PinnedBases
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "pipelines.lock.json";

    private const int CurrentFormat = 1;
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Version of the format.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Bases by pipeline, each with its tag and the digest that it meant.</summary>
    public IReadOnlyDictionary<string, string> Bases { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Reads the file beside pipelines.yaml; nothing is pinned where there is none.</summary>
    /// <exception cref="ImageException">It cannot be read.</exception>
    public static PinnedBases Read(string directory)
    {
        string path = Path.Combine(directory, FileName);
        try
        {
            if (!File.Exists(path)) return new PinnedBases();
            PinnedBases pinned = JobsJson.Read<PinnedBases>(File.ReadAllBytes(path));
            if (pinned.Format != CurrentFormat) throw new ImageException($"{path} has format {pinned.Format}, and this release reads format {CurrentFormat}: use the release that wrote it");
            return pinned.Bases is not null && pinned.Bases.Values.All(name => name is not null) ? pinned : throw new ImageException($"{path} has no bases: take it from version control again, or remove it and pin anew");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ImageException($"{path} cannot be read: {wrong.Message} Take it from version control again, or remove it and pin anew.", wrong);
        }
    }

    /// <summary>What a pipeline's base is pinned to: itself, where it names a digest; null where the tag was not pinned, or another one was.</summary>
    public ImageName? Find(string pipeline, ImageName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Digest is not null) return name;
        if (!Bases.TryGetValue(pipeline, out string? text)) return null;
        var pinned = ImageName.Parse(text);
        return (pinned.Registry, pinned.Repository, pinned.Tag) == (name.Registry, name.Repository, name.Tag) && pinned.Digest is not null ? pinned : null;
    }

    /// <summary>The same with another pin.</summary>
    public PinnedBases With(string pipeline, ImageName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return this with { Bases = new SortedDictionary<string, string>(Bases.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal) { [pipeline] = name.ToString() } };
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="ImageException">It cannot be written.</exception>
    public void Write(string directory)
    {
        string path = Path.Combine(directory, FileName);
        try
        {
            AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes($"{JobsJson.WriteIndented(this)}\n"), Readable);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"{path} cannot be written: {denied.Message} Run `workflow image pin` where it can, and bring the file here; or name the base by its digest.", denied);
        }
    }
}
