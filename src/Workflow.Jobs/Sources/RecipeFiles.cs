namespace Workflow.Jobs.Sources;

/// <summary>Reads recipes from files and from https addresses. A recipe is data: whoever wrote it, reading it runs nothing.</summary>
public sealed class RecipeFiles(HttpClient http)
{
    private const int MaximumBytes = 1 << 20;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Reads a recipe.</summary>
    /// <param name="location">A path, or an https address (http on this machine only).</param>
    /// <param name="directory">Directory from which a relative path counts.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="SourceException">It cannot be had or is too large.</exception>
    public async Task<RecipeFile> ReadAsync(string location, string directory, CancellationToken cancellationToken)
    {
        if (location.StartsWith("https://", StringComparison.Ordinal) || location.StartsWith("http://", StringComparison.Ordinal))
        {
            if (!Uri.TryCreate(location, UriKind.Absolute, out Uri? address)) throw new SourceException($"the recipe {location} is no address");
            return new RecipeFile(await DownloadAsync(address, cancellationToken).ConfigureAwait(false), null);
        }

        try
        {
            string path = Path.GetFullPath(location, directory);
            return new RecipeFile(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), Path.GetDirectoryName(path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SourceException($"the recipe {location} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private async Task<byte[]> DownloadAsync(Uri address, CancellationToken cancellationToken)
    {
        if (address.Scheme == "http" && !address.IsLoopback) throw new SourceException($"the recipe {address} is not encrypted; use https");
        using var limit = new CancellationTokenSource(Timeout);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, stop.Token).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            await response.Content.LoadIntoBufferAsync(MaximumBytes, stop.Token).ConfigureAwait(false);
            return await response.Content.ReadAsByteArrayAsync(stop.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException failed)
        {
            throw new SourceException($"the recipe {address} cannot be had: {failed.Message}", failed);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new SourceException($"the recipe {address} did not come within {Timeout.TotalSeconds:0} s");
        }
    }
}
