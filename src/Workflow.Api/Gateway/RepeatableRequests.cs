using Microsoft.AspNetCore.Http;

namespace Workflow.Api.Gateway;

/// <summary>Which requests may reach a target twice.</summary>
internal static class RepeatableRequests
{
    private static readonly string[] ScoringPaths = ["/model/score", "/model/contribution", "/predict", "/invocations", "/rpc"];

    /// <summary>Whether a request may be sent once more after it was lost: it reads, or it scores, and scoring changes nothing.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="pathAndQuery">The target's own path, with or without a query.</param>
    public static bool IsRepeatable(string method, string pathAndQuery)
    {
        return HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || IsScoring(method, pathAndQuery);
    }

    /// <summary>Whether a request asks for scores.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="pathAndQuery">The target's own path, with or without a query.</param>
    public static bool IsScoring(string method, string pathAndQuery)
    {
        if (!HttpMethods.IsPost(method)) return false;
        int query = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        ReadOnlySpan<char> path = query < 0 ? pathAndQuery : pathAndQuery.AsSpan(0, query);
        foreach (string scoring in ScoringPaths)
        {
            if (path.SequenceEqual(scoring)) return true;
        }

        return path.StartsWith("/v2/models/", StringComparison.Ordinal) && path.EndsWith("/infer", StringComparison.Ordinal);
    }
}
