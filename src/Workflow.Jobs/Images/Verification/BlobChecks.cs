using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Training.Files;

namespace Workflow.Jobs.Images.Verification;

/// <summary>Looks at every byte of an image in the layout.</summary>
internal sealed class BlobChecks(ImageLayout layout)
{
    /// <summary>Whether manifest, configuration and layers have the digests and sizes by which they are named, and the model layer the right file.</summary>
    public async Task<IReadOnlyList<ImageCheck>> CheckAsync(ExpectedImage expected, CancellationToken cancellationToken)
    {
        var checks = new List<ImageCheck>();
        try
        {
            await CheckAsync(expected, checks, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            // A disk that fails, rights, a file that was removed at this moment: no proof that the image is another one.
            checks.Add(new ImageCheck("image", false, $"it cannot be read: {unread.Message}") { IsUnread = true });
        }

        return checks;
    }

    private async Task CheckAsync(ExpectedImage expected, List<ImageCheck> checks, CancellationToken cancellationToken)
    {
        BuiltImage image = expected.Image;
        ImageManifest manifest;

        // Whoever verifies an image is about to rely on it: it is not removed meanwhile.
        layout.Touch(image.ManifestDigest);
        try
        {
            manifest = layout.ReadManifest(image.ManifestDigest);
        }
        catch (ImageException wrong)
        {
            checks.Add(new ImageCheck("manifest", false, wrong.Message) { IsUnread = wrong.InnerException is IOException });
            return;
        }

        checks.Add(new ImageCheck("manifest", true, image.ManifestDigest));
        checks.Add(Compare("configuration", image.ConfigDigest, manifest.Config.Digest));
        if (await CheckBlobAsync("configuration's bytes", manifest.Config, cancellationToken).ConfigureAwait(false) is { } damaged)
        {
            checks.Add(damaged);
            return;
        }

        string[] unpacked = UnpackedDigests(manifest.Config.Digest);
        for (int i = 0; i < manifest.Layers.Count; i++)
        {
            checks.Add(await CheckLayerAsync($"layer {i + 1} of {manifest.Layers.Count}", manifest.Layers[i], unpacked.ElementAtOrDefault(i), cancellationToken).ConfigureAwait(false));
        }

        // Only bytes that are what they are called are read any further.
        if (checks.TrueForAll(check => check.Passed)) checks.Add(await CheckPipelineAsync(manifest.Layers, expected.PipelineSha256, cancellationToken).ConfigureAwait(false));
    }

    private async Task<ImageCheck?> CheckBlobAsync(string name, Descriptor blob, CancellationToken cancellationToken)
    {
        string path = layout.BlobPath(blob.Digest);
        if (!layout.Touch(blob.Digest) && !File.Exists(path)) return new ImageCheck(name, false, $"{blob.Digest} is not here");
        try
        {
            string found = $"sha256:{await Sha256Hex.OfFileAsync(path, cancellationToken).ConfigureAwait(false)}";
            return found == blob.Digest && new FileInfo(path).Length == blob.Size ? null : new ImageCheck(name, false, $"{path} is damaged: it is called {blob.Digest} and its bytes are {found}");
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return new ImageCheck(name, false, $"{path} cannot be read: {unread.Message}") { IsUnread = true };
        }
    }

    private async Task<ImageCheck> CheckLayerAsync(string name, Descriptor layer, string? unpacked, CancellationToken cancellationToken)
    {
        if (await CheckBlobAsync(name, layer, cancellationToken).ConfigureAwait(false) is { } damaged) return damaged;
        Stream content = layout.OpenLayer(layer);
        await using (content.ConfigureAwait(false))
        {
            string found;
            try
            {
                found = $"sha256:{await Sha256Hex.OfAsync(content, cancellationToken).ConfigureAwait(false)}";
            }
            catch (InvalidDataException wrong)
            {
                return new ImageCheck(name, false, $"{layer.Digest} is not gzipped as it says: {wrong.Message}");
            }

            return found == unpacked ? new ImageCheck(name, true, layer.Digest) : new ImageCheck(name, false, $"unpacked it is {found}, and the configuration says {unpacked ?? "nothing"}");
        }
    }

    private async Task<ImageCheck> CheckPipelineAsync(IReadOnlyList<Descriptor> layers, string pipelineSha256, CancellationToken cancellationToken)
    {
        try
        {
            string? found = (await ModelLayer.ReadAsync(layout, layers, file => Sha256Hex.OfAsync(file, cancellationToken), cancellationToken).ConfigureAwait(false))?.Content;
            return found is null
                ? new ImageCheck("scoring pipeline", false, $"no layer has {ModelLayer.PipelinePath}")
                : Compare("scoring pipeline", pipelineSha256, found);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or FormatException)
        {
            return new ImageCheck("scoring pipeline", false, $"a layer is no tar archive: {wrong.Message}");
        }
    }

    private string[] UnpackedDigests(string configDigest)
    {
        try
        {
            JsonNode? config = JsonNode.Parse(File.ReadAllBytes(layout.BlobPath(configDigest)));
            return [.. config?["rootfs"]?["diff_ids"]?.AsArray().Select(id => id?.GetValue<string>() ?? string.Empty) ?? []];
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static ImageCheck Compare(string name, string expected, string found) =>
        found == expected ? new ImageCheck(name, true, found) : new ImageCheck(name, false, $"it is {found}, and {expected} is on record");
}
