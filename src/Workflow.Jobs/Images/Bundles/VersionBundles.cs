using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Json;
using Workflow.Jobs.Registry;

namespace Workflow.Jobs.Images.Bundles;

/// <summary>Saves versions: image, statements and what lists show, in one file for a site without a network.</summary>
public sealed class VersionBundles(ImageLayout layout, ImageArchive archive, ImageStatementStore statements, SigningKeys signing, TrustedKeyStore keys)
{
    /// <summary>Writes the file of a version. Docker loads it too.</summary>
    /// <param name="destination">Takes it; stays open.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    /// <exception cref="ImageException">The version has no image, or it is not in the layout, whole and undamaged.</exception>
    /// <exception cref="SigningException">The key cannot be used.</exception>
    public async Task WriteAsync(Stream destination, ModelVersion version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(version);
        BuiltImage image = version.Image ?? throw new ImageException($"{version.Name} has no image: its run did not reach build-image");
        await RequireWholeAsync(version, image, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ImageStatement> said = await statements.ListAsync(image.ManifestDigest, cancellationToken).ConfigureAwait(false);
        using SigningKey key = await signing.OpenAsync(cancellationToken).ConfigureAwait(false);
        HashSet<string> signers = [.. said.Select(statement => statement.KeyId), key.Public.Id];
        IEnumerable<TrustedKey> known = await keys.ListAsync(cancellationToken).ConfigureAwait(false);
        var bundle = new VersionBundle
        {
            Format = VersionBundle.CurrentFormat,
            Model = version.Model,
            Number = version.Number,
            RunId = version.RunId ?? version.ImportedFrom?.RunId ?? string.Empty,
            PipelineSha256 = version.PipelineSha256,
            Summary = version.Summary,
            Image = image,
            CreatedAt = version.CreatedAt,
            Statements = said,
            Keys = [.. known.Where(signer => signers.Contains(signer.Key.Id)).Select(signer => signer.Key.Pem)],
        };
        TarFile description = TarFile.Of(VersionBundle.Path, SignedStatement.Sign(VersionBundle.PayloadType, JobsJson.WriteWireUtf8(bundle), key).Write());
        await archive.WriteAsync(destination, image.Reference, image.ManifestDigest, [description], cancellationToken).ConfigureAwait(false);
    }

    // Where there is no network, nobody could make good what is found damaged there.
    private async Task RequireWholeAsync(ModelVersion version, BuiltImage image, CancellationToken cancellationToken)
    {
        ImageManifest manifest = layout.ReadManifest(image.ManifestDigest);
        foreach (Descriptor blob in manifest.Layers.Append(manifest.Config))
        {
            if (await layout.ContainsWholeAsync(blob, cancellationToken).ConfigureAwait(false)) continue;
            throw new ImageException($"the blob {blob.Digest} of the image of {version.Name} is damaged or gone, and nothing was saved: workflow image verify {version.Name} tells what is wrong");
        }
    }
}
