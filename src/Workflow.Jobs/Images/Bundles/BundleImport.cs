using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Registry;

namespace Workflow.Jobs.Images.Bundles;

/// <summary>Takes in versions that another site has saved: signatures first, then every byte, then the record. The image keeps its digest.</summary>
public sealed class BundleImport
{
    private readonly ImageLayout _layout;
    private readonly ImageVerifier _verifier;
    private readonly TrustedKeyStore _keys;
    private readonly VersionImports _imports;
    private readonly IArtifactStore _artifacts;

    /// <summary>Creates it.</summary>
    public BundleImport(ImageLayout layout, ImageVerifier verifier, TrustedKeyStore keys, VersionImports imports, IArtifactStore artifacts)
    {
        _layout = layout;
        _verifier = verifier;
        _keys = keys;
        _imports = imports;
        _artifacts = artifacts;
    }

    /// <summary>Loads a file. Loading it once more changes nothing.</summary>
    /// <param name="project">Project that the version goes to.</param>
    /// <param name="path">The file.</param>
    /// <param name="trusted">Fingerprint of a key in the file that is to be trusted from now on; null for none.</param>
    /// <param name="cancellationToken">Cancels it; what was verified stays, and the version is not registered.</param>
    /// <exception cref="ImageException">The file is no saved version, is damaged, or nobody signed it whose key is trusted here.</exception>
    /// <exception cref="SigningException">The key that is to be trusted is not in the file, or was revoked.</exception>
    public async Task<LoadedVersion> LoadAsync(string project, string path, string? trusted, CancellationToken cancellationToken)
    {
        (SignedStatement envelope, VersionBundle bundle) = await BundleFile.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        if (trusted is not null) await TrustAsync(bundle, path, trusted, cancellationToken).ConfigureAwait(false);
        var expected = new ExpectedImage($"{bundle.Model}@{bundle.Number} in {path}", bundle.Image, bundle.PipelineSha256);
        await RequireSignedAsync(envelope, bundle, expected, cancellationToken).ConfigureAwait(false);
        await CopyAsync(path, bundle, cancellationToken).ConfigureAwait(false);
        ImageVerification verified = await _verifier.VerifyAsync(
            expected, bundle.Statements, await _keys.ListAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (verified.Failure is { } failure) throw new ImageException($"{path} is refused: {failure}");

        // If we die before the last line, there are blobs and an artifact that nothing names; loading again goes on from there.
        byte[] pipeline = await ModelLayer.ReadPipelineAsync(_layout, bundle.Image, cancellationToken).ConfigureAwait(false);
        await _artifacts.PutAsync(pipeline, cancellationToken).ConfigureAwait(false);
        long size = new FileInfo(_layout.BlobPath(bundle.Image.ManifestDigest)).Length;
        await _layout.TagAsync(bundle.Image.Reference, new Descriptor(MediaTypes.Manifest, bundle.Image.ManifestDigest, size), cancellationToken).ConfigureAwait(false);
        return await _imports.RegisterAsync(project, bundle, cancellationToken).ConfigureAwait(false);
    }

    // The signatures say which image it is: what they do not name is never copied.
    private async Task RequireSignedAsync(SignedStatement envelope, VersionBundle bundle, ExpectedImage expected, CancellationToken cancellationToken)
    {
        IReadOnlyList<TrustedKey> known = await _keys.ListAsync(cancellationToken).ConfigureAwait(false);
        if (envelope.FindSigner(known.Where(key => key.RevokedAt is null).Select(key => key.Key)) is null)
        {
            throw new ImageException($"{expected.Name} is refused: nobody whose key is trusted here has signed it{Offer(bundle, known)}");
        }

        if (StatementChecks.Check(expected, bundle.Statements, known).FirstOrDefault(check => !check.Passed) is { } failed)
        {
            throw new ImageException($"{expected.Name} is refused: {failed.Name}: {failed.Detail}");
        }
    }

    private static string Offer(VersionBundle bundle, IReadOnlyList<TrustedKey> known)
    {
        string[] offered = [.. bundle.Keys.Select(pem => PublicKey.Parse(pem, VersionBundle.Path).Id).Where(id => known.All(key => key.Key.Id != id))];
        return offered.Length == 0
            ? string.Empty
            : $".\nThe file brings the key {string.Join(", ", offered)}. Compare it with `workflow image keys list` where the file was written; where it is the same: --trust {offered[0]}";
    }

    private async Task TrustAsync(VersionBundle bundle, string path, string trusted, CancellationToken cancellationToken)
    {
        PublicKey key = bundle.Keys.Select(pem => PublicKey.Parse(pem, VersionBundle.Path)).FirstOrDefault(offered => offered.Id == trusted)
            ?? throw new SigningException($"{path} brings no key with the fingerprint {trusted}");
        await _keys.TrustAsync(key, System.IO.Path.GetFileName(path), cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyAsync(string path, VersionBundle bundle, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, long> sizes = await BundleFile.SizesAsync(path, cancellationToken).ConfigureAwait(false);
        if (!sizes.TryGetValue(bundle.Image.ManifestDigest, out long size)) throw new ImageException($"{path} has no manifest {bundle.Image.ManifestDigest}");
        if (size > ImageLayout.LargestManifestBytes) throw new ImageException($"{path}: the manifest is larger than {ImageLayout.LargestManifestBytes} bytes");
        await BundleFile.CopyBlobsAsync(path, _layout, [new Descriptor(MediaTypes.Manifest, bundle.Image.ManifestDigest, size)], cancellationToken).ConfigureAwait(false);
        ImageManifest manifest = _layout.ReadManifest(bundle.Image.ManifestDigest);
        IReadOnlyCollection<string> missing = await BundleFile.CopyBlobsAsync(path, _layout, manifest.Layers.Append(manifest.Config), cancellationToken).ConfigureAwait(false);
        if (missing.Count > 0) throw new ImageException($"{path} is not whole: it lacks {string.Join(", ", missing)}");
    }
}
