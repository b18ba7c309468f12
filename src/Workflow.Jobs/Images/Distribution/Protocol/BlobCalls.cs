using System.Net;
using Workflow.Jobs.Images.Distribution.Authentication;

namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>Asks whether a registry has a blob.</summary>
internal sealed class BlobCalls(RegistryConnection connection)
{
    /// <summary>Whether a repository has a blob.</summary>
    public Task<bool> FindAsync(string repository, string digest, CancellationToken cancellationToken) =>
        connection.RetryAsync(token => FindOnceAsync(repository, digest, token), cancellationToken);

    /// <summary>The same, asked once.</summary>
    public async Task<bool> FindOnceAsync(string repository, string digest, CancellationToken cancellationToken)
    {
        var call = new RegistryCall(HttpMethod.Head, connection.AddressOf(repository, $"blobs/{digest}"), repository, $"asking for the blob {digest}")
        {
            Scopes = [RegistryScope.Pull(repository)],
            Expected = [HttpStatusCode.NotFound],
        };
        using HttpResponseMessage response = await connection.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode;
    }
}
