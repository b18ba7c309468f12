using System.Collections.Concurrent;
using System.Formats.Tar;
using Workflow.Jobs.Home;
using Workflow.Jobs.Images;
using Workflow.Training.Files;

namespace Workflow.Jobs.Deployment.Process;

/// <summary>
/// The scorers of images as files that can be run: unpacked from the layer that has them, once for each layer. What runs as a process is so the very
/// program of the image, wherever the image was built.
/// </summary>
public sealed class UnpackedScorers(WorkflowHome home, ImageLayout layout)
{
    private const string ScorerPath = "app/scorer";
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserExecute;
    private readonly ConcurrentDictionary<string, ScorerProgram> _programs = new(StringComparer.Ordinal);

    /// <summary>Path of an image's scorer.</summary>
    /// <exception cref="ImageException">The image is not here, or has no scorer.</exception>
    public async Task<string> RequireAsync(BuiltImage image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        IReadOnlyList<Descriptor> layers = layout.ReadManifest(image.ManifestDigest).Layers;
        foreach (Descriptor layer in layers.Reverse())
        {
            if (await IsWholeAsync(PathOf(layer.Digest), cancellationToken).ConfigureAwait(false) || await UnpackAsync(layer, cancellationToken).ConfigureAwait(false)) return PathOf(layer.Digest);
        }

        throw new ImageException($"the image {image.Reference} has no {ScorerPath}: it cannot run as a process");
    }

    /// <summary>What an image's scorer is, read from the layer that has it: a layer never changes, so each is read once.</summary>
    /// <exception cref="ImageException">The image is not here, or has no scorer.</exception>
    internal async Task<ScorerProgram> ProgramOfAsync(BuiltImage image, CancellationToken cancellationToken)
    {
        foreach (Descriptor layer in layout.ReadManifest(image.ManifestDigest).Layers.Reverse())
        {
            if (_programs.TryGetValue(layer.Digest, out ScorerProgram? known)) return known;
            if (await ReadAsync(layer, program => ScorerProgram.ReadAsync(program, cancellationToken), cancellationToken).ConfigureAwait(false) is { } read) return _programs[layer.Digest] = read;
        }

        throw new ImageException($"the image {image.Reference} has no {ScorerPath}: it cannot run as a process");
    }

    private string PathOf(string digest) => Path.Combine(home.Engine, "unpacked", digest["sha256:".Length..], "scorer");

    // Read back before it runs: a disk may fail, and a file may be changed.
    private static async Task<bool> IsWholeAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(SumOf(path), cancellationToken).ConfigureAwait(false) == await Sha256Hex.OfFileAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private static string SumOf(string path) => $"{path}.sha256";

    private async Task<bool> UnpackAsync(Descriptor layer, CancellationToken cancellationToken) => await ReadAsync(
        layer,
        async program =>
        {
            string path = PathOf(layer.Digest);
            await WriteAsync(path, program, cancellationToken).ConfigureAwait(false);
            return path;
        },
        cancellationToken).ConfigureAwait(false) is not null;

    // Null where the layer has no scorer.
    private async Task<T?> ReadAsync<T>(Descriptor layer, Func<Stream, Task<T>> readAsync, CancellationToken cancellationToken)
        where T : class
    {
        Stream content = layout.OpenLayer(layer);
        await using (content.ConfigureAwait(false))
        {
            var tar = new TarReader(content);
            await using (tar.ConfigureAwait(false))
            {
                while (await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
                {
                    if (entry.Name == ScorerPath && entry.DataStream is { } program) return await readAsync(program).ConfigureAwait(false);
                }
            }
        }

        return null;
    }

    // Under its name when it is whole, on disk and can be run: a process may be started from there at any moment.
    private static async Task WriteAsync(string path, Stream program, CancellationToken cancellationToken)
    {
        string temporary = AtomicFile.TemporaryName(path);
        string sum;
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Executable;
            var file = new FileStream(temporary, options);
            await using (file.ConfigureAwait(false))
            {
                sum = await Sha256Hex.CopyAsync(program, file, cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            // If we die between the two, the sum is missing or that of the file before: it is unpacked again.
            File.Move(temporary, path, overwrite: true);
            AtomicFile.Write(SumOf(path), System.Text.Encoding.ASCII.GetBytes(sum));
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
