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
        string name = Sha256Hex.Of(System.Text.Encoding.UTF8.GetBytes(source.Url.AbsoluteUri));
        string recordPath = Path.Combine(_directory, $"{name}.json");
        DownloadRecord record = ReadRecord(recordPath, source.Url);
        if (record.Sha256 is { } known && File.Exists(WholePath(known))) return (WholePath(known), Verified(source, known));

        string partial = Path.Combine(_directory, $"{name}.part");
        using var limit = new CancellationTokenSource(source.Timeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _retries.ExecuteAsync(
                async token => record = await ContinueAsync(source, record, recordPath, partial, progress, token).ConfigureAwait(false), stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new SourceException(string.Create(CultureInfo.InvariantCulture, $"{source.Url}: not finished within {source.Timeout.TotalMinutes} minutes")) { IsUnavailable = true };
        }
        catch (InterruptedDownloadException interrupted)
        {
            throw new SourceException($"{source.Url}: {interrupted.Message}", interrupted) { IsUnavailable = true, IsRetryable = true };
        }

        string sha256 = await Sha256Hex.OfFileAsync(partial, cancellationToken).ConfigureAwait(false);
        try
        {
            _ = Verified(source, sha256);
        }
        catch (SourceException)
        {
            // Continuing wrong bytes would never make them right.
            File.Delete(partial);
            throw;
        }

        File.Move(partial, WholePath(sha256), overwrite: true);
        AtomicFile.Write(recordPath, JobsJson.WriteUtf8(record with { Sha256 = sha256 }));
        return (WholePath(sha256), sha256);
    }

    private async Task<DownloadRecord> ContinueAsync(
        UrlSource source,
        DownloadRecord record,
        string recordPath,
        string partial,
        IProgress<(long Done, long? Total)>? progress,
        CancellationToken cancellationToken)
    {
        long have = File.Exists(partial) && record.ETag is not null ? new FileInfo(partial).Length : 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, source.Url);
        if (have > 0)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
            request.Headers.IfRange = new RangeConditionHeaderValue(EntityTagHeaderValue.Parse(record.ETag!));
        }

        bool begun = false;
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            RequireSuccess(source, response);
            begun = true;
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
        catch (Exception interrupted) when (interrupted is HttpRequestException or HttpIOException)
        {
            throw new InterruptedDownloadException(interrupted.Message, isWorthRetrying: begun, interrupted);
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

    // A connection on which nothing comes any more counts as interrupted.
    private async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        using var stalled = new CancellationTokenSource(StallTimeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stalled.Token, cancellationToken);
        try
        {
            return await body.ReadAsync(buffer, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stalled.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new InterruptedDownloadException(string.Create(CultureInfo.InvariantCulture, $"nothing came for {StallTimeout.TotalSeconds} s"), isWorthRetrying: true);
        }
    }

    private static void RequireSuccess(UrlSource source, HttpResponseMessage response)
    {
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

    private static string Verified(UrlSource source, string sha256) => source.Sha256 is null || source.Sha256 == sha256
        ? sha256
        : throw new SourceException($"{source.Url}: SHA-256 is {sha256}, but the recipe asks for {source.Sha256}");

    private static SourceException TooLarge(UrlSource source) =>
        new($"{source.Url}: larger than the recipe's limit of {source.MaximumBytes} bytes (raise maxMiB)");

    private string WholePath(string sha256) => Path.Combine(_directory, sha256);
}
