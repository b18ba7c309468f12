namespace Workflow.Scorer.Delivery;

/// <summary>Whoever is sent things by HTTP.</summary>
internal static class Receiver
{
    /// <summary>
    /// A client that goes nowhere else: what was sent by POST would come to another address as a GET without it, and HTTPS would end a process that has no
    /// OpenSSL.
    /// </summary>
    /// <param name="timeout">Time for an answer.</param>
    public static HttpClient Client(TimeSpan timeout) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = timeout };

    /// <summary>An address as the log may tell it: without a user, a password or a query, in which keys stand.</summary>
    public static string Name(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
