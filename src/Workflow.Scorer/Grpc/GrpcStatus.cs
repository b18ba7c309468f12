using System.Globalization;
using System.Text;

namespace Workflow.Scorer.Grpc;

/// <summary>Ends calls with a status, which follows on the answer in trailers.</summary>
internal static class GrpcStatus
{
    /// <summary>The content type of requests and answers.</summary>
    public const string ContentType = "application/grpc";

    private const int LongestMessage = 2048;

    /// <summary>Whether a request is a call by gRPC, so that its answer must be one too.</summary>
    public static bool IsAskedBy(HttpRequest request) => HttpProtocol.IsHttp2(request.Protocol)
        && request.ContentType is { } type
        && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (type.Length == ContentType.Length || type[ContentType.Length] == ';' || type.AsSpan(ContentType.Length).Equals("+proto", StringComparison.OrdinalIgnoreCase));

    /// <summary>Ends a call.</summary>
    /// <param name="context">The call.</param>
    /// <param name="code">How it ends.</param>
    /// <param name="httpStatus">The status that REST has for the same.</param>
    /// <param name="message">Why; empty where it was answered.</param>
    public static Task EndAsync(HttpContext context, GrpcCode code, int httpStatus, string message)
    {
        GrpcOutcome.Of(context).HttpStatus = httpStatus;

        // The token that stopped the request must not stop its status too.
        context.RequestAborted = CancellationToken.None;
        if (!context.Response.HasStarted) context.Response.ContentType = ContentType;
        context.Response.AppendTrailer("grpc-status", ((int)code).ToString(CultureInfo.InvariantCulture));
        if (message.Length > 0) context.Response.AppendTrailer("grpc-message", Encode(message));
        return context.Response.CompleteAsync();
    }

    /// <summary>A message as a header may have it: what is not printable ASCII as %XX.</summary>
    public static string Encode(string message)
    {
        var text = new StringBuilder();
        foreach (Rune character in message.EnumerateRunes())
        {
            if (text.Length > LongestMessage) return text.Append("...").ToString();
            if (character.Value is >= ' ' and <= '~' and not '%') text.Append((char)character.Value);
            else AppendEscaped(text, character);
        }

        return text.ToString();
    }

    private static void AppendEscaped(StringBuilder text, Rune character)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (byte one in bytes[..character.EncodeToUtf8(bytes)]) text.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
    }
}
