using Workflow.Scorer.Protobuf;
using Workflow.Scorer.Serving;

namespace Workflow.Scorer.Traces;

/// <summary>Writes spans as OTLP has them: an <c>ExportTraceServiceRequest</c>.</summary>
/// <seealso href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto"/>
internal static class SpanMessages
{
    private const int ServerKind = 2, ErrorCode = 2;

    /// <summary>Writes spans.</summary>
    /// <param name="spans">The spans.</param>
    /// <param name="resource">What is said of this scorer.</param>
    public static byte[] Of(IEnumerable<EndedRequest> spans, IReadOnlyDictionary<string, string> resource) => MessageWriter.Make(request => request.Bytes(1, MessageWriter.Make(resourceSpans =>
    {
        resourceSpans.Bytes(1, MessageWriter.Make(described =>
        {
            foreach ((string key, string value) in resource) described.Bytes(1, Attribute(key, value));
        }));
        resourceSpans.Bytes(2, MessageWriter.Make(scopeSpans =>
        {
            scopeSpans.Bytes(1, MessageWriter.Make(scope => scope.Text(1, "workflow-scorer")));
            foreach (EndedRequest span in spans) scopeSpans.Bytes(2, Of(span));
        }));
    })));

    private static byte[] Of(EndedRequest span) => MessageWriter.Make(message =>
    {
        message.Bytes(1, Convert.FromHexString(span.Trace!.TraceId.ToHexString()));
        message.Bytes(2, Convert.FromHexString(span.Trace!.SpanId.ToHexString()));
        if (span.Trace!.ParentId is { } parent) message.Bytes(4, Convert.FromHexString(parent.ToHexString()));
        message.Text(5, $"{span.Method} {span.KnownPath}");
        message.Number(6, ServerKind);
        message.Fixed(7, Nanoseconds(span.Began));
        message.Fixed(8, Nanoseconds(span.Began + span.Duration));
        message.Bytes(9, Attribute("http.request.method", span.Method));
        message.Bytes(9, Attribute("http.route", span.KnownPath));
        if (span.Status > 0) message.Bytes(9, Attribute("http.response.status_code", span.Status));
        message.Bytes(9, Attribute("workflow.request_id", span.Id));
        message.Bytes(9, Attribute("workflow.rows", span.Rows));
        if (span.Status is 0 or >= 500) message.Bytes(15, MessageWriter.Make(status => status.Number(3, ErrorCode)));
    });

    private static ulong Nanoseconds(DateTimeOffset time) => (ulong)(time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    private static byte[] Attribute(string key, string value) => Attribute(key, any => any.Text(1, value));

    private static byte[] Attribute(string key, long value) => Attribute(key, any => any.Number(3, value));

    private static byte[] Attribute(string key, Action<MessageWriter> value) => MessageWriter.Make(attribute =>
    {
        attribute.Text(1, key);
        attribute.Bytes(2, MessageWriter.Make(value));
    });
}
