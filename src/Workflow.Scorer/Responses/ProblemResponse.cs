using System.Globalization;
using System.Text.Json;
using Workflow.Scorer.Requests;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Responses;

/// <summary>Answers what could not be done, as problem details (RFC 9457). Never a stack trace.</summary>
internal static class ProblemResponse
{
    /// <summary>Writes a problem.</summary>
    public static Task WriteAsync(HttpContext context, int status, string title, string detail, IReadOnlyList<RecordError>? errors = null) =>
        JsonResponse.WriteAsync(context, status, "application/problem+json", json =>
        {
            json.WriteStartObject();
            json.WriteString("title", title);
            json.WriteNumber("status", status);
            json.WriteString("detail", detail);
            if (errors is not null) WriteErrors(json, errors);

            // The Open Inference Protocol has its reasons there.
            if (context.Request.Path.StartsWithSegments("/v2", StringComparison.Ordinal)) json.WriteString("error", detail);
            json.WriteEndObject();
        });

    /// <summary>Answers a request that is wrong.</summary>
    public static Task BadRequestAsync(HttpContext context, RequestException wrong) =>
        WriteAsync(context, StatusCodes.Status400BadRequest, "Bad request", wrong.Message, wrong.Errors);

    /// <summary>Answers a request for what this model does not have, or callers must not know.</summary>
    public static Task UnsupportedAsync(HttpContext context, UnsupportedException unsupported) =>
        WriteAsync(context, unsupported.Status, unsupported.Status == StatusCodes.Status403Forbidden ? "Hidden" : "Not implemented", unsupported.Message);

    /// <summary>Answers a request whose body breaks off, comes too slowly or is not framed as HTTP says.</summary>
    public static Task NotHttpAsync(HttpContext context, BadHttpRequestException wrong) => wrong.StatusCode == StatusCodes.Status400BadRequest
        ? BadRequestAsync(context, new RequestException(wrong.Message))
        : WriteAsync(context, wrong.StatusCode, "Bad request", wrong.Message);

    /// <summary>Answers a request that is too large.</summary>
    public static Task TooLargeAsync(HttpContext context, long limit) =>
        WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "Request too large", TooLarge(limit));

    /// <summary>Why a request is refused that is too large.</summary>
    public static string TooLarge(long limit) => string.Create(CultureInfo.InvariantCulture, $"a request may have at most {limit} bytes; send fewer rows at a time");

    /// <summary>Answers a request that another time can be answered.</summary>
    public static Task BusyAsync(HttpContext context, string reason)
    {
        context.Response.Headers.RetryAfter = "1";
        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Busy", reason);
    }

    /// <summary>Answers a request that comes while too many others are being answered.</summary>
    public static Task TooManyAsync(HttpContext context, string reason)
    {
        context.Response.Headers.RetryAfter = "1";
        return WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too many requests", reason);
    }

    private static void WriteErrors(Utf8JsonWriter json, IReadOnlyList<RecordError> errors)
    {
        json.WriteStartArray("errors");
        foreach (RecordError error in errors)
        {
            json.WriteStartObject();
            if (error.Row is { } row) json.WriteNumber("row", row);
            if (error.Column is { } column) json.WriteString("column", column);
            json.WriteString("reason", error.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
