using System.Formats.Tar;

namespace Workflow.Jobs.Images;

/// <summary>Files of an image as who runs it sees them: the layers one above the other, whiteouts included.</summary>
internal static class ImageFiles
{
    private const string Whiteout = ".wh.";
    private const string OpaqueWhiteout = ".wh..wh..opq";

    /// <summary>Does something with a file.</summary>
    /// <param name="layout">Where the layers are.</param>
    /// <param name="layers">The layers, lowest first.</param>
    /// <param name="path">The file, without a leading slash.</param>
    /// <param name="readAsync">Reads it.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>What it comes to and the layer that has it; null where there is no such file.</returns>
    public static Task<(Descriptor Layer, T Content)?> ReadAsync<T>(
        ImageLayout layout, IReadOnlyList<Descriptor> layers, string path, Func<Stream, Task<T>> readAsync, CancellationToken cancellationToken)
        where T : class => ReadAsync(layout, layers, path, _ => Task.FromResult<T?>(null), (_, file) => readAsync(file), cancellationToken);

    /// <summary>Does something with a file, where that was not done before: a layer never changes.</summary>
    /// <param name="layout">Where the layers are.</param>
    /// <param name="layers">The layers, lowest first.</param>
    /// <param name="path">The file, without a leading slash.</param>
    /// <param name="knownAsync">What the file of a layer came to before; null where that is not known.</param>
    /// <param name="readAsync">Reads the file of a layer.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>What it comes to and the layer that has it; null where there is no such file.</returns>
    public static async Task<(Descriptor Layer, T Content)?> ReadAsync<T>(
        ImageLayout layout,
        IReadOnlyList<Descriptor> layers,
        string path,
        Func<Descriptor, Task<T?>> knownAsync,
        Func<Descriptor, Stream, Task<T>> readAsync,
        CancellationToken cancellationToken)
        where T : class
    {
        foreach (Descriptor layer in layers.Reverse())
        {
            if (await knownAsync(layer).ConfigureAwait(false) is { } known) return (layer, known);
            (T? found, bool isHidden) = await ReadLayerAsync(layout, layer, path, file => readAsync(layer, file), cancellationToken).ConfigureAwait(false);
            if (found is not null) return (layer, found);
            if (isHidden) return null;
        }

        return null;
    }

    private static async Task<(T? Found, bool IsHidden)> ReadLayerAsync<T>(
        ImageLayout layout, Descriptor layer, string path, Func<Stream, Task<T>> readAsync, CancellationToken cancellationToken)
        where T : class
    {
        T? found = null;
        bool isHidden = false;
        Stream content = layout.OpenLayer(layer);
        await using (content.ConfigureAwait(false))
        {
            var tar = new TarReader(content);
            await using (tar.ConfigureAwait(false))
            {
                while (await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
                {
                    string name = Plain(entry.Name);
                    if (name == path)
                    {
                        // The last of several is the one that is unpacked; a link or a folder in its place is no file.
                        found = entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile ? await readAsync(entry.DataStream ?? Stream.Null).ConfigureAwait(false) : null;
                        isHidden = true;
                    }
                    else if (Hides(entry, name, path))
                    {
                        isHidden = true;
                    }
                }
            }
        }

        return (found, isHidden);
    }

    // A whiteout of it or of a folder above it, or something that is no folder in the place of one.
    private static bool Hides(TarEntry entry, string name, string path)
    {
        int slash = name.LastIndexOf('/');
        string folder = name[..(slash + 1)], last = name[(slash + 1)..];
        if (last == OpaqueWhiteout) return path.StartsWith(folder, StringComparison.Ordinal);
        bool isWhiteout = last.StartsWith(Whiteout, StringComparison.Ordinal);
        string meant = isWhiteout ? folder + last[Whiteout.Length..] : name;
        bool isAbove = path.StartsWith($"{meant}/", StringComparison.Ordinal);
        return isWhiteout ? isAbove || meant == path : isAbove && entry.EntryType != TarEntryType.Directory;
    }

    private static string Plain(string name) => (name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name).Trim('/');
}
