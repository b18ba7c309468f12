using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Workflow.Scorer.Delivery;
using Workflow.Scorer.Serving;

namespace Workflow.Scorer.Logs;

/// <summary>Tells requests, and what goes wrong with them, in the log, behind their back: no request waits for whoever reads the log.</summary>
internal sealed class RequestLog : IAsyncDisposable
{
    private const int MostWaitingBytes = 2 << 20;

    private readonly BackgroundDelivery<byte[]> _delivery = new(WriteAsync, MostWaitingBytes);
    private readonly Losses _losses;
    private readonly TimeProvider _time;

    /// <summary>Begins to write.</summary>
    public RequestLog(TimeProvider time)
    {
        _losses = new Losses("lines of the log", time);
        _time = time;
    }

    /// <summary>Lines that are lost.</summary>
    public long Dropped => _losses.Count;

    /// <summary>Has a request told.</summary>
    public void Add(EndedRequest request) => Add(ScorerLog.IsText ? ToText(request) : ToJson(request));

    /// <summary>Warns of what went wrong with a request.</summary>
    public void Warn(string message, HttpContext request) => Add(LogLevel.Warning, message, request);

    /// <summary>Tells of what must not be.</summary>
    /// <param name="message">What.</param>
    /// <param name="request">To which request it happened; null where it did not come by HTTP.</param>
    public void Fail(string message, HttpContext? request) => Add(LogLevel.Error, message, request);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _delivery.DisposeAsync().ConfigureAwait(false);
        await _losses.DisposeAsync().ConfigureAwait(false);
    }

    private void Add(LogLevel level, string message, HttpContext? request) =>
        Add(ScorerLog.ToBytes(new LogLine(_time.GetUtcNow(), level, message, request?.TraceIdentifier, request?.Request.Path.Value)));

    private void Add(byte[] line)
    {
        if (!_delivery.TryAdd(line, line.Length)) _losses.Add(1, "nobody reads them as fast as they come");
    }

    private static Task WriteAsync(IReadOnlyList<byte[]> lines, CancellationToken cancellationToken)
    {
        foreach (byte[] line in lines) StandardOutput.Write(line);
        return Task.CompletedTask;
    }

    private static byte[] ToJson(EndedRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, LogLine.Json))
        {
            json.WriteStartObject();
            json.WriteString("time", request.Began.UtcDateTime.ToString(LogLine.TimeFormat, CultureInfo.InvariantCulture));
            json.WriteString("event", "request");
            json.WriteString("requestId", request.Id);
            if (request.Trace is { } trace) json.WriteString("traceId", trace.TraceId.ToHexString());
            json.WriteString("method", request.Method);
            json.WriteString("path", request.Path);
            json.WriteNumber("status", request.Status);
            json.WriteNumber("rows", request.Rows);
            json.WriteNumber("milliseconds", Math.Round(request.Duration.TotalMilliseconds, 3));
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    private static byte[] ToText(EndedRequest request) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{request.Began.UtcDateTime:HH:mm:ss} {request.Method} {LogLine.OneLine(request.Path)} {request.Status}, {request.Rows} rows, {request.Duration.TotalMilliseconds:0.###} ms, request {request.Id}\n"));
}
