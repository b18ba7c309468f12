using System.Globalization;
using System.Net.Http.Headers;
using Workflow.Scorer.Delivery;
using Workflow.Scorer.Logs;

namespace Workflow.Scorer.Predictions;

/// <summary>Predictions to an address, as JSON lines by POST. While nobody answers there it tries again, and what comes meanwhile waits as far as there is room.</summary>
internal sealed class HttpSink : IPredictionSink
{
    /// <summary>Variable of the environment with a key that is shown there.</summary>
    public const string KeyVariable = "SCORER_LOG_KEY";

    /// <summary>Scheme of the address of a socket on which Workflow itself listens, as <c>unix:///run/workflow/socket</c>.</summary>
    public const string SocketScheme = "unix";

    private static readonly Uri OfWorkflow = new("http://workflow/api/v1/predictions");

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200), LongestPause = TimeSpan.FromSeconds(30), Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly Uri _target;
    private readonly TimeProvider _time;
    private string _trouble = string.Empty;

    /// <summary>Creates the sink.</summary>
    /// <param name="address">Where to; where that is a socket, to Workflow.</param>
    /// <param name="key">What is shown as <c>Authorization: Bearer</c>; null for nothing.</param>
    /// <param name="time">The clock of the pauses.</param>
    public HttpSink(Uri address, string? key, TimeProvider time)
    {
        bool isSocket = address.Scheme == SocketScheme;
        _address = address;
        _target = isSocket ? OfWorkflow : address;
        _http = Receiver.Client(Patience, isSocket ? Uri.UnescapeDataString(address.AbsolutePath) : null);
        _time = time;
        if (key is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Trim());
    }

    /// <inheritdoc/>
    public async Task WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (await TrySendAsync(lines, cancellationToken).ConfigureAwait(false)) return;
            if (pause == FirstPause) ScorerLog.Warn($"--log-predictions: {Receiver.Name(_address)}: {_trouble}; it is tried again");
            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<bool> TrySendAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ReadOnlyMemoryContent(lines);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            using HttpResponseMessage response = await _http.PostAsync(_target, content, cancellationToken).ConfigureAwait(false);
            int status = (int)response.StatusCode;
            if (response.IsSuccessStatusCode) return true;
            _trouble = string.Create(CultureInfo.InvariantCulture, $"status {status}");
            if (status is >= 500 or 408 or 429) return false;
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{Receiver.Name(_address)} answers with status {status}"));
        }
        catch (HttpRequestException away)
        {
            _trouble = away.Message;
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _trouble = "no answer in time";
            return false;
        }
    }
}
