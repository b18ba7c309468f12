using System.Security.Cryptography;
using System.Text.Json;
using Workflow.Jobs.Home;
using Workflow.Jobs.Json;
using Workflow.Training.Files;

namespace Workflow.Jobs.Engine;

/// <summary>
/// The files of published scorers: a directory each, named by the hash of the sources. One that is not whole counts as absent, and whoever
/// publishes the scorer again takes its place.
/// </summary>
internal sealed class PublishedScorers(WorkflowHome home)
{
    private const string DescriptionFile = "engine.json";
    private const string ScorerFile = "scorer";
    private const string LayerFile = "layer.tar.gz";

    /// <summary>Path of the scorer in a directory.</summary>
    public static string ScorerIn(string directory) => Path.Combine(directory, ScorerFile);

    /// <summary>Path of the packed layer in a directory.</summary>
    public static string LayerIn(string directory) => Path.Combine(directory, LayerFile);

    /// <summary>The directory of a scorer.</summary>
    public string DirectoryOf(string sourceHash) => Path.Combine(home.Engine, sourceHash);

    /// <summary>A directory that nobody else uses, on the same disk as the final ones.</summary>
    public string CreateTemporary() => Directory.CreateDirectory(TemporaryName()).FullName;

    /// <summary>A scorer that was published before, read back and verified; null where it is not there, or is not whole.</summary>
    public EngineLayer? Find(string sourceHash)
    {
        string directory = DirectoryOf(sourceHash);
        try
        {
            EngineLayer layer = JobsJson.Read<EngineLayer>(File.ReadAllBytes(Path.Combine(directory, DescriptionFile)));
            return layer.SourceHash == sourceHash
                && layer.Libraries is not null
                && new FileInfo(LayerIn(directory)).Length == layer.CompressedBytes
                && IsExecutable(ScorerIn(directory))
                && DigestOf(LayerIn(directory)) == layer.Digest
                && DigestOf(ScorerIn(directory)) == layer.ScorerSha256
                    ? layer
                    : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Gives a directory that holds scorer and layer its final name.</summary>
    /// <returns>The scorer that is there then: this one, or that of another process that was faster.</returns>
    public EngineLayer Add(string temporary, EngineLayer layer)
    {
        // On disk before it has its name: what is found under a final name after a power cut is whole.
        FlushToDisk(ScorerIn(temporary));
        FlushToDisk(LayerIn(temporary));
        AtomicFile.Write(Path.Combine(temporary, DescriptionFile), JobsJson.WriteUtf8(layer));
        if (Find(layer.SourceHash) is { } faster) return faster;

        string final = DirectoryOf(layer.SourceHash);
        string? discarded = MoveAway(final);
        try
        {
            // If we die before this line, there is none, and the next attempt begins anew.
            Directory.Move(temporary, final);
        }
        catch (IOException) when (Find(layer.SourceHash) is not null)
        {
            // Another process has done the same at the same moment.
        }

        if (discarded is not null) Directory.Delete(discarded, recursive: true);
        return Find(layer.SourceHash) ?? layer;
    }

    // What runs from there goes on running.
    private string? MoveAway(string directory)
    {
        string discarded = TemporaryName();
        try
        {
            Directory.Move(directory, discarded);
            return discarded;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static bool IsExecutable(string path) => OperatingSystem.IsWindows() || File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute);

    private static string DigestOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static void FlushToDisk(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    private string TemporaryName() => Path.Combine(home.Engine, $".{Guid.CreateVersion7():N}.tmp");
}
