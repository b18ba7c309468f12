using System.Collections.Concurrent;
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
        return await ReadAsync(
            image,
            async layer => await IsWholeAsync(PathOf(layer.Digest), cancellationToken).ConfigureAwait(false) ? PathOf(layer.Digest) : null,
            async (layer, program) =>
            {
                string path = PathOf(layer.Digest);
                await WriteAsync(path, program, cancellationToken).ConfigureAwait(false);
                return path;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What an image's scorer is, read from the layer that has it: a layer never changes, so each is read once.</summary>
    /// <exception cref="ImageException">The image is not here, or has no scorer.</exception>
    internal Task<ScorerProgram> ProgramOfAsync(BuiltImage image, CancellationToken cancellationToken) => ReadAsync(
        image,
        layer => Task.FromResult(_programs.GetValueOrDefault(layer.Digest)),
        async (layer, program) => _programs[layer.Digest] = await ScorerProgram.ReadAsync(program, cancellationToken).ConfigureAwait(false),
        cancellationToken);

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

    // As who runs the image sees it: a layer above may have another scorer, or have taken it away.
    private async Task<T> ReadAsync<T>(
        BuiltImage image, Func<Descriptor, Task<T?>> knownAsync, Func<Descriptor, Stream, Task<T>> readAsync, CancellationToken cancellationToken)
        where T : class
    {
        IReadOnlyList<Descriptor> layers = layout.ReadManifest(image.ManifestDigest).Layers;
        return (await ImageFiles.ReadAsync(layout, layers, ScorerPath, knownAsync, readAsync, cancellationToken).ConfigureAwait(false))?.Content
            ?? throw new ImageException($"the image {image.Reference} has no {ScorerPath}: it cannot run as a process");
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
