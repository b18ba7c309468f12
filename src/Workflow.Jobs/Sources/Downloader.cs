using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Retry;
using Workflow.Jobs.Home;
using Workflow.Jobs.Json;
using Workflow.Training.Files;
using Workflow.Training.Recipes.Sources;

namespace Workflow.Jobs.Sources;

/// <summary>
/// Downloads sources: to a temporary name, resumed where it was interrupted (also by a crash), limited in size and time, kept by content.
/// A download that was once whole is not fetched again.
/// </summary>
public sealed class Downloader
{
    private const int BufferBytes = 1 << 17;
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly string _directory;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _retries;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>Creates a downloader.</summary>
    /// <param name="http">Client without a timeout of its own.</param>
    /// <param name="home">Where downloads are kept.</param>
    /// <param name="time">Clock of limits and retries.</param>
    public Downloader(HttpClient http, WorkflowHome home, TimeProvider time)
    {
        _http = http;
        _directory = home.Downloads;
        _time = time;
        _retries = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<InterruptedDownloadException>(interrupted => interrupted.IsWorthRetrying),
                MaxRetryAttempts = 4,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(1),
            })
            .Build();
    }

    /// <summary>The file of a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="progress">Told bytes done and, where known, in all.</param>
    /// <param name="cancellationToken">Stops the download; what has come is kept for the next attempt.</param>
    /// <exception cref="SourceException">It cannot be had, is too large or is not what it should be.</exception>
    public async Task<(string Path, string Sha256)> FetchAsync(
        UrlSource source, IProgress<(long Done, long? Total)>? progress, CancellationToken cancellationToken)
    {
        // Two runs that want the same address must not write into one file: the second finds what the first has brought.
        string name = Sha256Hex.Of(System.Text.Encoding.UTF8.GetBytes(source.Url.AbsoluteUri));
        SemaphoreSlim turn = _turns.GetOrAdd(name, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            string recordPath = Path.Combine(_directory, $"{name}.json");
            string? kept = await FindKeptAsync(source.Sha256 ?? ReadRecord(recordPath, source.Url).Sha256, cancellationToken).ConfigureAwait(false);
            string sha256 = kept ?? await DownloadAsync(source, recordPath, Path.Combine(_directory, $"{name}.part"), progress, cancellationToken).ConfigureAwait(false);
            return (WholePath(sha256), sha256);
        }
        finally
        {
            turn.Release();
        }
    }

    // By content: whatever address it came from. A file that was damaged since is fetched anew.
    private async Task<string?> FindKeptAsync(string? sha256, CancellationToken cancellationToken) =>
        sha256 is not null && File.Exists(WholePath(sha256)) && await Sha256Hex.OfFileAsync(WholePath(sha256), cancellationToken).ConfigureAwait(false) == sha256
            ? sha256
            : null;

    private async Task<string> DownloadAsync(
        UrlSource source, string recordPath, string partial, IProgress<(long Done, long? Total)>? progress, CancellationToken cancellationToken)
    {
        DownloadRecord record;
        using var limit = new CancellationTokenSource(source.Timeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            record = await _retries.ExecuteAsync(
                async token => await ContinueAsync(source, recordPath, partial, progress, token).ConfigureAwait(false), stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new SourceException(string.Create(CultureInfo.InvariantCulture, $"{source.Url}: not finished within {source.Timeout.TotalMinutes} minutes")) { IsUnavailable = true };
        }
        catch (InterruptedDownloadException interrupted)
        {
            throw new SourceException($"{source.Url}: {interrupted.Message}", interrupted) { IsUnavailable = true, IsRetryable = true };
        }

        string sha256 = await Sha256Hex.OfFileAsync(partial, cancellationToken).ConfigureAwait(false);
        if (source.Sha256 is { } expected && expected != sha256)
        {
            // Continuing wrong bytes would never make them right.
            File.Delete(partial);
            throw new SourceException($"{source.Url}: SHA-256 is {sha256}, but the recipe asks for {expected}");
        }

        // If we die here, the next attempt hears from the server that there is nothing more to come.
        File.Move(partial, WholePath(sha256), overwrite: true);
        AtomicFile.Write(recordPath, JobsJson.WriteUtf8(record with { Sha256 = sha256 }));
        return sha256;
    }

    private async Task<DownloadRecord> ContinueAsync(
        UrlSource source, string recordPath, string partial, IProgress<(long Done, long? Total)>? progress, CancellationToken cancellationToken)
    {
        // From disk at every attempt: an interrupted one before it has left its bytes and their tag there.
        DownloadRecord record = ReadRecord(recordPath, source.Url) with { Sha256 = null };
        long have = File.Exists(partial) && record.ETag is not null ? new FileInfo(partial).Length : 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, source.Url);
        if (have > 0)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
            request.Headers.IfRange = new RangeConditionHeaderValue(EntityTagHeaderValue.Parse(record.ETag!));
        }

        using HttpResponseMessage response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (have > 0 && response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && response.Content.Headers.ContentRange?.Length == have) return record;
        RequireUsable(source, response, have, partial);
        if (response.StatusCode != HttpStatusCode.PartialContent) have = 0;
        long? total = response.Content.Headers.ContentLength + have;
        if (total > source.MaximumBytes) throw TooLarge(source);

        // Only a strong tag promises equal bytes. Written first: if we die here, the bytes on disk belong to this tag.
        EntityTagHeaderValue? tag = response.Headers.ETag;
        record = record with { ETag = tag is { IsWeak: false } ? tag.ToString() : null };
        if (have == 0) File.Delete(partial);
        AtomicFile.Write(recordPath, JobsJson.WriteUtf8(record));
        await CopyAsync(source, response, partial, have, total, progress, cancellationToken).ConfigureAwait(false);
        return record;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await UnlessStalledAsync(
                token => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), isWorthRetrying: false, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException unreachable)
        {
            throw new InterruptedDownloadException(unreachable.Message, isWorthRetrying: false, unreachable);
        }
    }

    private async Task CopyAsync(
        UrlSource source,
        HttpResponseMessage response,
        string partial,
        long have,
        long? total,
        IProgress<(long Done, long? Total)>? progress,
        CancellationToken cancellationToken)
    {
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var file = new FileStream(partial, FileMode.Append, FileAccess.Write, FileShare.None);
        await using (body.ConfigureAwait(false))
        await using (file.ConfigureAwait(false))
        {
            var buffer = new byte[BufferBytes];
            while (await ReadAsync(body, buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                have += read;
                if (have > source.MaximumBytes) throw TooLarge(source);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                progress?.Report((have, total));
            }

            file.Flush(flushToDisk: true);
        }

        if (total is { } expected && have != expected) throw new InterruptedDownloadException($"ended after {have} of {expected} bytes", isWorthRetrying: true);
    }

    private async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await UnlessStalledAsync(token => body.ReadAsync(buffer, token).AsTask(), isWorthRetrying: true, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException cut)
        {
            throw new InterruptedDownloadException(cut.Message, isWorthRetrying: true, cut);
        }
    }

    // A connection on which nothing comes any more counts as interrupted.
    private async Task<T> UnlessStalledAsync<T>(Func<CancellationToken, Task<T>> receiveAsync, bool isWorthRetrying, CancellationToken cancellationToken)
    {
        using var stalled = new CancellationTokenSource(StallTimeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stalled.Token, cancellationToken);
        try
        {
            return await receiveAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stalled.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new InterruptedDownloadException(string.Create(CultureInfo.InvariantCulture, $"nothing came for {StallTimeout.TotalSeconds} s"), isWorthRetrying);
        }
    }

    private static void RequireUsable(UrlSource source, HttpResponseMessage response, long have, string partial)
    {
        bool isElsewhere = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From != have;
        if (isElsewhere || (have > 0 && response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable))
        {
            // What is here does not fit what is there: the next attempt begins anew.
            File.Delete(partial);
            throw new InterruptedDownloadException("the server does not continue where the download was interrupted", isWorthRetrying: true);
        }

        if (response.IsSuccessStatusCode) return;
        string status = string.Create(CultureInfo.InvariantCulture, $"the server answered {(int)response.StatusCode} {response.ReasonPhrase}");
        bool mayPass = (int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
        if (mayPass) throw new InterruptedDownloadException(status, isWorthRetrying: true);
        throw new SourceException($"{source.Url}: {status}") { IsUnavailable = true };
    }

    private static DownloadRecord ReadRecord(string path, Uri url)
    {
        try
        {
            return JobsJson.Read<DownloadRecord>(File.ReadAllBytes(path));
        }
        catch (Exception unusable) when (unusable is IOException or System.Text.Json.JsonException)
        {
            return new DownloadRecord(url.AbsoluteUri, null, null);
        }
    }

    private static SourceException TooLarge(UrlSource source) =>
        new($"{source.Url}: larger than the recipe's limit of {source.MaximumBytes} bytes (raise maxMiB)");

    private string WholePath(string sha256) => Path.Combine(_directory, sha256);
}
