using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Workflow.Scorer.Serving;

/// <summary>Reads the certificate by which the scorer proves who it is.</summary>
internal static class TlsFiles
{
    /// <summary>Reads a certificate with its private key.</summary>
    /// <returns>The certificate, or why there is none; neither where none is asked for.</returns>
    public static (TlsCertificate? Certificate, string? Wrong) Read(ScorerOptions options)
    {
        if (options.TlsCertificate is not { } file) return (null, options.TlsKey is null ? null : "--tls-key: there is no --tls-certificate to which it belongs");
        if (!OpenSsl.IsHere) return (null, $"--tls-certificate: {OpenSsl.Missing}");
        try
        {
            var own = X509Certificate2.CreateFromPemFile(file, options.TlsKey);
            var others = new X509Certificate2Collection();
            others.ImportFromPemFile(file);

            // The first one is its own.
            others[0].Dispose();
            others.RemoveAt(0);
            return (new TlsCertificate(own, others), null);
        }
        catch (UnauthorizedAccessException refused)
        {
            return (null, $"{(options.TlsKey is { } key && refused.Message.Contains(key, StringComparison.Ordinal) ? "--tls-key" : "--tls-certificate")}: {refused.Message} In the image the scorer is user 65532, who must be able to read it.");
        }
        catch (Exception unreadable) when (unreadable is IOException or CryptographicException or ArgumentException)
        {
            return (null, $"--tls-certificate: '{file}' cannot be used: {unreadable.Message}");
        }
    }
}
