using System.Net;
using System.Net.Http.Headers;
using Workflow.Jobs.Images.Distribution.Authentication;

namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>Asks for manifests and puts them. What comes is what was asked for, by its own digest and by the registry's word.</summary>
internal sealed class ManifestCalls(RegistryConnection connection)
{
    private const string SubjectHeader = "OCI-Subject";

    /// <summary>Digest of a manifest; null where it is not there.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="reference">A tag or a digest.</param>
    /// <param name="cancellationToken">Cancels asking.</param>
    public Task<string?> FindAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        RegistryCall call = CallOf(HttpMethod.Head, repository, reference) with { Expected = [HttpStatusCode.NotFound] };
        return connection.RetryAsync(
            async token =>
            {
                using HttpResponseMessage response = await connection.SendAsync(call, token).ConfigureAwait(false);
                if (response.StatusCode == HttpStatusCode.NotFound) return null;

                // A registry need not name the digest: then its bytes do.
                return ContentDigest.Read(response) is { } digest ? RequireAsked(call, reference, digest) : (await ReadAsync(repository, reference, token).ConfigureAwait(false))?.Digest;
            },
            cancellationToken);
    }

    /// <summary>A manifest; null where it is not there and that is expected.</summary>
    public Task<RegistryManifest?> GetAsync(string repository, string reference, bool mayBeMissing, CancellationToken cancellationToken) =>
        connection.RetryAsync(token => ReadAsync(repository, reference, token, mayBeMissing), cancellationToken);

    /// <summary>Puts a manifest.</summary>
    /// <returns>Whether the registry itself keeps account of what the manifest is about.</returns>
    public Task<bool> PutAsync(string repository, string reference, string mediaType, ReadOnlyMemory<byte> bytes, string digest, CancellationToken cancellationToken)
    {
        var call = new RegistryCall(HttpMethod.Put, connection.AddressOf(repository, $"manifests/{reference}"), repository, $"sending the manifest {reference}")
        {
            Scopes = [RegistryScope.Push(repository)],
            Content = _ => new ReadOnlyMemoryContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } },
        };
        return connection.RetryAsync(
            async token =>
            {
                using HttpResponseMessage response = await connection.SendAsync(call, token).ConfigureAwait(false);
                if (ContentDigest.Read(response) is { } kept && kept != digest) throw connection.Failures.Damaged(call, $"it took {digest} for {kept}");
                return response.Headers.Contains(SubjectHeader);
            },
            cancellationToken);
    }

    private RegistryCall CallOf(HttpMethod method, string repository, string reference) =>
        new(method, connection.AddressOf(repository, $"manifests/{reference}"), repository, $"asking for the manifest {reference}")
        {
            Scopes = [RegistryScope.Pull(repository)],
            Accept = ManifestReader.Kinds,
        };

    private async Task<RegistryManifest?> ReadAsync(string repository, string reference, CancellationToken cancellationToken, bool mayBeMissing = true)
    {
        RegistryCall call = CallOf(HttpMethod.Get, repository, reference) with { Expected = mayBeMissing ? [HttpStatusCode.NotFound] : [] };
        using HttpResponseMessage response = await connection.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        using var limit = new SilenceLimit(connection.Options, cancellationToken);
        using var body = new RegistryBody(call, connection.Failures, response, limit);
        byte[] bytes = await body.ReadAllAsync(ManifestReader.LargestBytes, cancellationToken).ConfigureAwait(false);
        try
        {
            RegistryManifest manifest = ManifestReader.Read(bytes, response.Content.Headers.ContentType?.MediaType);
            RequireAsked(call, reference, manifest.Digest);
            if (ContentDigest.Read(response) is { } named && named != manifest.Digest) throw connection.Failures.Damaged(call, $"what came is {manifest.Digest}, and it was called {named}");
            return manifest;
        }
        catch (ImageException unusable)
        {
            throw connection.Failures.Damaged(call, unusable.Message, unusable);
        }
    }

    // A tag may be any manifest, a digest is one.
    private string RequireAsked(RegistryCall call, string reference, string digest) =>
        !reference.Contains(':', StringComparison.Ordinal) || reference == digest
            ? digest
            : throw connection.Failures.Damaged(call, $"what came is {digest}");
}
