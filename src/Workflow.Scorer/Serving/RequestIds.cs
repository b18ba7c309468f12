namespace Workflow.Scorer.Serving;

/// <summary>Gives each request a name that its caller, its answer and the log share: the caller's own, or one that is new.</summary>
internal static class RequestIds
{
    /// <summary>The header of request and answer.</summary>
    public const string Header = "x-request-id";

    private const int Longest = 128;

    /// <summary>Names a request and its answer.</summary>
    public static void Exchange(HttpContext context)
    {
        // Nothing in it may end a line of a log or of a header.
        if (context.Request.Headers[Header] is [{ Length: > 0 and <= Longest } given] && given.All(character => character is > ' ' and <= '~')) context.TraceIdentifier = given;
        context.Response.Headers[Header] = context.TraceIdentifier;
    }
}
