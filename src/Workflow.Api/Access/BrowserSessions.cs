using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Workflow.Api.Access;

/// <summary>
/// Browsers that have shown the key once. A browser keeps a random value instead of the key; this process knows the values, so they end with
/// it. The newest few are kept.
/// </summary>
internal sealed class BrowserSessions
{
    private const int Most = 32;
    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _known = new();

    /// <summary>Lets the browser that asks come back.</summary>
    public void Begin(HttpContext context)
    {
        string value = ServerKey.Create();
        lock (_lock)
        {
            _known.Enqueue(Encoding.UTF8.GetBytes(value));
            if (_known.Count > Most) _known.Dequeue();
        }

        // The servers of this machine share their cookies, whatever their ports: each has its own name.
        context.Response.Cookies.Append(
            NameFor(context.Request), value, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true });
    }

    /// <summary>Whether a request comes from a browser that has shown the key.</summary>
    public bool Knows(HttpRequest request)
    {
        if (!request.Cookies.TryGetValue(NameFor(request), out string? value)) return false;
        byte[] shown = Encoding.UTF8.GetBytes(value);
        bool isKnown = false;
        lock (_lock)
        {
            // All of them, in constant time, so that no answer tells how many letters were right.
            foreach (byte[] known in _known) isKnown |= CryptographicOperations.FixedTimeEquals(shown, known);
        }

        return isKnown;
    }

    private static string NameFor(HttpRequest request) => string.Create(CultureInfo.InvariantCulture, $"workflow-session-{request.Host.Port ?? 80}");
}
