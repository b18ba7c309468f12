using System.Net;
using System.Text.Json;
using Workflow.Jobs.Images.Distribution.Authentication;

namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>Reads lists that come in pages.</summary>
internal sealed class PagedCalls(RegistryConnection connection)
{
    // A registry whose last page names a next one would be read for ever.
    private const int MostPages = 10_000;

    /// <summary>The pages of a list, until there is no next one.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="path">The list's path in the repository.</param>
    /// <param name="action">What is tried, for messages.</param>
    /// <param name="accept">Media type that is understood.</param>
    /// <param name="mayBeMissing">Whether it is no failure that the registry knows no such list.</param>
    /// <param name="read">Reads a page; throws <see cref="JsonException"/> or the like for what is none.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>What the pages hold; null where the registry knows no such list and that is expected.</returns>
    public async Task<IReadOnlyList<T>?> ReadAsync<T>(
        string repository, string path, string action, string accept, bool mayBeMissing, Func<JsonElement, IEnumerable<T>> read, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        Uri? next = connection.AddressOf(repository, path);
        for (int pages = 0; next is not null; pages++)
        {
            var call = new RegistryCall(HttpMethod.Get, next, repository, action)
            {
                Scopes = [RegistryScope.Pull(repository)],
                Accept = [accept],
                Expected = mayBeMissing ? [HttpStatusCode.NotFound] : [],
            };
            if (pages == MostPages) throw connection.Failures.Damaged(call, $"the list has more than {MostPages} pages");
            (IReadOnlyList<T>? page, next) = await connection.RetryAsync(token => ReadPageAsync(call, read, token), cancellationToken).ConfigureAwait(false);
            if (page is null) return null;
            all.AddRange(page);
        }

        return all;
    }

    private async Task<(IReadOnlyList<T>? Page, Uri? Next)> ReadPageAsync<T>(RegistryCall call, Func<JsonElement, IEnumerable<T>> read, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await connection.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound) return (null, null);
        using var limit = new SilenceLimit(connection.Options, cancellationToken);
        using var body = new RegistryBody(call, connection.Failures, response, limit);
        byte[] bytes = await body.ReadAllAsync(ManifestReader.LargestBytes, cancellationToken).ConfigureAwait(false);
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return ([.. read(json.RootElement)], NextOf(call, response));
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ImageException)
        {
            throw connection.Failures.Damaged(call, $"the answer is no such list: {wrong.Message}", wrong);
        }
    }

    // Pages of another host would be asked for without the login, and are none of this registry's.
    private Uri? NextOf(RegistryCall call, HttpResponseMessage response)
    {
        if (PageLink.Next(response) is not { } link) return null;
        return Uri.TryCreate(call.Address, link, out Uri? next) && next.Authority == connection.Options.Address.Authority && next.Scheme == connection.Options.Address.Scheme
            ? next
            : throw connection.Failures.Damaged(call, "the next page of the list is said to be at another host");
    }
}
