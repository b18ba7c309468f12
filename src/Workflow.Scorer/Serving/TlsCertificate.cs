using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Workflow.Scorer.Serving;

/// <summary>The certificate by which the scorer proves who it is.</summary>
/// <param name="own">The certificate, with its private key.</param>
/// <param name="others">Those between it and one that callers trust; they are shown with it.</param>
internal sealed class TlsCertificate(X509Certificate2 own, X509Certificate2Collection others) : IDisposable
{
    /// <summary>Answers by HTTPS on a port.</summary>
    public void Secure(ListenOptions listen) => listen.UseHttps(https =>
    {
        https.ServerCertificate = own;
        https.ServerCertificateChain = others;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        own.Dispose();
        foreach (X509Certificate2 other in others) other.Dispose();
    }
}
