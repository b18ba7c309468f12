using System.Net.Http.Headers;
using Workflow.Scorer.Requests;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Streams;

/// <summary>Tells what a body is from what its sender says of it.</summary>
internal static class BodyFormats
{
    /// <summary>The format of a request's body. Whatever is not known is JSON: senders often say nothing, or what their tool says by itself.</summary>
    /// <exception cref="RequestException">It is a text in an encoding that is not read.</exception>
    public static BodyFormat Of(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)) return BodyFormat.Json;
        BodyFormat format = type.MediaType?.ToLowerInvariant() switch
        {
            "text/csv" or "application/csv" => BodyFormat.Csv,
            "text/tab-separated-values" => BodyFormat.TabSeparated,
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" or "application/jsonlines" or "application/x-jsonlines" => BodyFormat.JsonLines,
            _ => BodyFormat.Json,
        };
        string charset = type.CharSet?.Trim('"') ?? "utf-8";
        bool isRead = format == BodyFormat.Json || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase);
        return isRead ? format : throw new RequestException($"the text is said to be in '{RecordText.Quote(charset)}'; send it in UTF-8");
    }
}
