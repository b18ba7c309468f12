using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Workflow.Scorer.Serving;

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
        string wrong;
        try
        {
            string answer = await AskAsync(options, options.TlsCertificate is not null, limit.Token).ConfigureAwait(false);

            // Who speaks HTTPS says nothing to HTTP. The probe of a container does not know the server's command line.
            if (answer.Length == 0 && OpenSsl.IsHere) answer = await AskAsync(options, isSecure: true, limit.Token).ConfigureAwait(false);
            if (answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)) return 0;
            wrong = answer.StartsWith("HTTP/1.1 503", StringComparison.Ordinal) ? "not ready: GET /health/ready tells why" : "what answers there is no scorer";
        }
        catch (OperationCanceledException)
        {
            wrong = string.Create(CultureInfo.InvariantCulture, $"no answer within {Timeout.TotalSeconds} seconds");
        }
        catch (Exception unreachable) when (unreachable is SocketException or IOException or AuthenticationException or CryptographicException)
        {
            wrong = unreachable.Message;
        }

        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"port {options.Port}: {wrong}")).ConfigureAwait(false);
        return 1;
    }

    private static async Task<string> AskAsync(ScorerOptions options, bool isSecure, CancellationToken cancellationToken)
    {
        // Who listens on all addresses listens on that of this machine alone, too.
        IPAddress address = options.Bind.Equals(IPAddress.Any) || options.Bind.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : options.Bind;
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address, options.Port, cancellationToken).ConfigureAwait(false);
        Stream stream = new NetworkStream(socket);
        await using (stream.ConfigureAwait(false))
        {
            if (isSecure) stream = await SecureAsync(stream, options.TlsCertificate, cancellationToken).ConfigureAwait(false);
            return await AskAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

    // The probe asks its own host, and sends it nothing: whatever name the certificate has, it must be that very one where one is given.
    private static async Task<Stream> SecureAsync(Stream stream, string? file, CancellationToken cancellationToken)
    {
        using X509Certificate2? own = file is null ? null : X509CertificateLoader.LoadCertificateFromFile(file);
        byte[]? expected = own?.RawData;
        var secure = new SslStream(stream, leaveInnerStreamOpen: false, (_, shown, _, _) => expected is null || (shown is not null && expected.AsSpan().SequenceEqual(shown.GetRawCertData())));
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, cancellationToken).ConfigureAwait(false);
        return secure;
    }

    private static async Task<string> AskAsync(Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync("GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        var buffer = new byte[16];
        int received = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return Encoding.ASCII.GetString(buffer, 0, received);
    }
}
