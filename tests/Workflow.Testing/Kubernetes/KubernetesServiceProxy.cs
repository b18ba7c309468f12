using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Workflow.Testing.Kubernetes;

/// <summary>Hands requests through to what is behind a Service, as the API of a cluster does.</summary>
internal static partial class KubernetesServiceProxy
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>Which Service a path means, and what is asked of it; null for another path.</summary>
    public static (string Service, string Path)? Read(string path)
    {
        Match match = Proxied().Match(path);
        return match.Success ? (match.Groups["service"].Value, match.Groups["path"].Value) : null;
    }

    /// <summary>Answers with what the scorer answers.</summary>
    public static async Task AnswerAsync(HttpContext context, Uri? scorer, string path, string body)
    {
        if (scorer is null)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(KubernetesAnswer.Refused(503, "ServiceUnavailable", "no endpoints available for service").Body.ToJsonString());
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(scorer, path));
        if (context.Request.Method == HttpMethods.Post) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in context.Request.Headers.Where(header => header.Key.StartsWith("x-", StringComparison.OrdinalIgnoreCase)))
            request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        using HttpResponseMessage answer = await Http.SendAsync(request);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await context.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync());
    }

    [GeneratedRegex(@"^/api/v1/namespaces/[^/]+/services/http:(?<service>[^:/]+):9090/proxy(?<path>/.*)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Proxied();
}
