using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Workflow.Scorer.Health;

/// <summary>Asks the scorer on this host whether it is ready. The image has no shell and no curl, so the binary is its own health check.</summary>
internal static class SelfProbe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>Asks.</summary>
    /// <returns>Exit code: 0 for ready, 1 for anything else.</returns>
    public static async Task<int> RunAsync(ScorerOptions options)
    {
        using var limit = new CancellationTokenSource(Timeout);
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, options.Port, limit.Token).ConfigureAwait(false);
            Stream stream = new NetworkStream(socket);
            await using (stream.ConfigureAwait(false))
            {
                if (options.TlsCertificate is { } file) stream = await SecureAsync(stream, file, limit.Token).ConfigureAwait(false);
                return await IsReadyAsync(stream, limit.Token).ConfigureAwait(false) ? 0 : 1;
            }
        }
        catch (Exception unreachable) when (unreachable is SocketException or IOException or AuthenticationException or CryptographicException or OperationCanceledException)
        {
            return 1;
        }
    }

    // The probe asks its own host: whatever name the certificate has, it must be that very one.
    private static async Task<Stream> SecureAsync(Stream stream, string file, CancellationToken cancellationToken)
    {
        using X509Certificate2 own = X509CertificateLoader.LoadCertificateFromFile(file);
        byte[] expected = own.RawData;
        var secure = new SslStream(stream, leaveInnerStreamOpen: false, (_, shown, _, _) => shown is not null && expected.AsSpan().SequenceEqual(shown.GetRawCertData()));
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, cancellationToken).ConfigureAwait(false);
        return secure;
    }

    private static async Task<bool> IsReadyAsync(Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync("GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        var buffer = new byte[16];
        int received = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return Encoding.ASCII.GetString(buffer, 0, received).StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
    }
}
