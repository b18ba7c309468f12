using System.Formats.Tar;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workflow.Jobs.Images.Dockerfiles;

/// <summary>Takes the image of an archive that <c>docker save</c> wrote into the layout, every byte verified by the image's identifier.</summary>
/// <param name="layout">Where it goes.</param>
/// <param name="path">The archive.</param>
internal sealed class DockerArchive(ImageLayout layout, string path)
{
    private const int LargestDocument = 8 << 20;
    private readonly Dictionary<string, (TarEntryType Type, long Length, string Link)> _entries = new(StringComparer.Ordinal);

    /// <summary>Takes it.</summary>
    /// <param name="id">Digest of its configuration.</param>
    /// <param name="present">Layers that are in the layout already, by their digest unpacked.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>Its configuration, its layers from below, and how large they are unpacked.</returns>
    /// <exception cref="ImageException">The archive is damaged, or has another image.</exception>
    public async Task<(Descriptor Config, IReadOnlyList<Descriptor> Layers, long SizeBytes)> TakeAsync(
        string id, IReadOnlyDictionary<string, Descriptor> present, CancellationToken cancellationToken)
    {
        byte[]? manifest = null;
        await ForEachAsync(
            async entry =>
            {
                _entries[entry.Name] = (entry.EntryType, entry.Length, entry.LinkName);
                if (entry.Name == "manifest.json") manifest = await ReadAsync(entry, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        try
        {
            JsonNode image = JsonNode.Parse(manifest ?? throw Damaged("it has no manifest.json"))![0]!;
            string[] files = [.. image["Layers"]!.AsArray().Select(layer => Resolve((string)layer!))];
            byte[] config = await ReadConfigAsync((string)image["Config"]!, id, cancellationToken).ConfigureAwait(false);
            string[] diffIds = [.. JsonNode.Parse(config)!["rootfs"]!["diff_ids"]!.AsArray().Select(diffId => (string)diffId!)];
            if (diffIds.Length != files.Length) throw Damaged($"it has {files.Length} layers, and its configuration names {diffIds.Length}");
            Descriptor[] plain = [.. files.Zip(diffIds, (file, diffId) => new Descriptor(MediaTypes.PlainLayer, diffId, _entries[file].Length))];
            await TakeLayersAsync(files.Zip(plain).Where(layer => !present.ContainsKey(layer.Second.Digest)), cancellationToken).ConfigureAwait(false);
            return (layout.Add(MediaTypes.Config, config), [.. plain.Select(layer => present.GetValueOrDefault(layer.Digest, layer))], plain.Sum(layer => layer.Size));
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or NullReferenceException or KeyNotFoundException or ArgumentException)
        {
            throw Damaged(wrong.Message);
        }
    }

    private async Task<byte[]> ReadConfigAsync(string name, string id, CancellationToken cancellationToken)
    {
        byte[]? config = null;
        await ForEachAsync(
            async entry =>
            {
                if (entry.Name == name) config = await ReadAsync(entry, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        string found = config is null ? "nothing" : $"sha256:{Workflow.Training.Files.Sha256Hex.Of(config)}";
        return found == id ? config! : throw Damaged($"its configuration is {found}, and {id} was built");
    }

    private async Task TakeLayersAsync(IEnumerable<(string File, Descriptor Layer)> layers, CancellationToken cancellationToken)
    {
        Dictionary<string, Descriptor> wanted = layers.DistinctBy(layer => layer.File, StringComparer.Ordinal).ToDictionary(layer => layer.File, layer => layer.Layer, StringComparer.Ordinal);
        await ForEachAsync(
            async entry =>
            {
                if (!wanted.Remove(entry.Name, out Descriptor? layer) || await layout.ContainsWholeAsync(layer, cancellationToken).ConfigureAwait(false)) return;
                Stream content = entry.DataStream ?? Stream.Null;
                await layout.AddAsync(layer, file => content.CopyToAsync(file, cancellationToken)).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    // The engine writes a layer that several images have once, and links to it.
    private string Resolve(string name)
    {
        (TarEntryType type, _, string link) = _entries[name];
        if (type == TarEntryType.HardLink) return link;
        if (type != TarEntryType.SymbolicLink) return name;
        string folder = name[..(name.LastIndexOf('/') + 1)];
        return Path.GetFullPath($"/{folder}{link}")[1..];
    }

    private async Task ForEachAsync(Func<TarEntry, Task> takeAsync, CancellationToken cancellationToken)
    {
        FileStream file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            var tar = new TarReader(file);
            await using (tar.ConfigureAwait(false))
            {
                while (await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry) await takeAsync(entry).ConfigureAwait(false);
            }
        }
    }

    private static async Task<byte[]> ReadAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        if (entry.DataStream is null || entry.Length > LargestDocument) throw Damaged($"{entry.Name} is no document");
        byte[] bytes = new byte[entry.Length];
        await entry.DataStream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    private static ImageException Damaged(string why) => new($"what the Docker engine gave out of the built image cannot be used: {why}");
}
