namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>
/// What is about a manifest: signatures, cards, lists of materials. Registries of OCI 1.1 keep account of it themselves; for others it stands in an
/// index under the tag <c>sha256-...</c>.
/// </summary>
internal sealed class ReferrerCalls(RegistryConnection connection) : IDisposable
{
    private readonly ManifestCalls _manifests = new(connection);

    // One at a time reads the list, extends it and puts it again.
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>The manifests that are about one.</summary>
    public async Task<IReadOnlyList<IndexedManifest>> ListAsync(string repository, string digest, CancellationToken cancellationToken)
    {
        IReadOnlyList<IndexedManifest>? listed;
        try
        {
            listed = await new PagedCalls(connection).ReadAsync(
                repository, $"referrers/{digest}", $"asking what is about {digest}", MediaTypes.Index, mayBeMissing: true, ReferrerIndex.Read, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException unknown) when (unknown.RegistryCode == "UNSUPPORTED")
        {
            listed = null;
        }

        return listed ?? (await ReadIndexAsync(repository, digest, cancellationToken).ConfigureAwait(false))?.Manifests ?? [];
    }

    /// <summary>Puts a manifest that is about another.</summary>
    public async Task PutAsync(string repository, RegistryManifest referrer, CancellationToken cancellationToken)
    {
        string subject = referrer.Subject!.Digest;
        bool isKept = await _manifests.PutAsync(repository, referrer.Digest, referrer.MediaType, referrer.Bytes, referrer.Digest, cancellationToken).ConfigureAwait(false);
        if (isKept) return;

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await ExtendIndexAsync(repository, subject, referrer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    // Nothing keeps two processes that extend it at once from overwriting each other: who finds his entry lost adds it again.
    private async Task ExtendIndexAsync(string repository, string subject, RegistryManifest referrer, CancellationToken cancellationToken)
    {
        string tag = ReferrerIndex.TagOf(subject);
        for (int attempt = 0; ; attempt++)
        {
            RegistryManifest? before = await ReadIndexAsync(repository, subject, cancellationToken).ConfigureAwait(false);
            if (ReferrerIndex.Add(before, referrer) is not { } bytes) return;
            var call = new RegistryCall(
                HttpMethod.Put, connection.AddressOf(repository, $"manifests/{tag}"), repository, $"adding {referrer.Digest} to what is about {subject}");
            if (bytes.Length > ManifestReader.LargestBytes) throw connection.Failures.Unusable(call, $"that list would have more than {ManifestReader.LargestBytes} bytes. Delete some of it.");
            if (attempt == connection.Options.Attempts) throw connection.Failures.Interrupted(call, "others change that list all the time");
            RegistryManifest index = ManifestReader.Read(bytes, MediaTypes.Index);
            await _manifests.PutAsync(repository, tag, index.MediaType, index.Bytes, index.Digest, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<RegistryManifest?> ReadIndexAsync(string repository, string digest, CancellationToken cancellationToken)
    {
        string tag = ReferrerIndex.TagOf(digest);
        RegistryManifest? index = await _manifests.GetAsync(repository, tag, mayBeMissing: true, cancellationToken).ConfigureAwait(false);
        if (index is null or { IsIndex: true }) return index;
        var call = new RegistryCall(HttpMethod.Get, connection.AddressOf(repository, $"manifests/{tag}"), repository, $"asking what is about {digest}");
        throw connection.Failures.Unusable(call, $"the tag {tag} names an image, where the list of what is about {digest} belongs. Delete or rename that tag.");
    }
}
