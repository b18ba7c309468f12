using Microsoft.AspNetCore.Server.Kestrel.Core;
using Workflow.Scorer.Admission;
using Workflow.Scorer.Serving;

namespace Workflow.Scorer.Grpc;

/// <summary>The port for gRPC. HTTP/2 without TLS cannot share one with HTTP/1.1: nothing tells which of both comes.</summary>
internal static class GrpcListener
{
    // So many calls may send at once by one connection, by the other port too where TLS makes it HTTP/2. Each has room of its own in it: one that waits for its turn never keeps the bytes of another back.
    private const int CallsPerConnection = 16;

    /// <summary>Listens, where there is a port for it.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="options">The port.</param>
    /// <param name="admission">How much memory connections may take.</param>
    /// <param name="certificate">By which it answers; null for HTTP without TLS.</param>
    public static void Add(KestrelServerOptions kestrel, ScorerOptions options, AdmissionOptions admission, TlsCertificate? certificate)
    {
        kestrel.Limits.Http2.MaxStreamsPerConnection = CallsPerConnection;
        kestrel.Limits.Http2.InitialStreamWindowSize = AdmissionOptions.ConnectionBytes;
        kestrel.Limits.Http2.InitialConnectionWindowSize = CallsPerConnection * AdmissionOptions.ConnectionBytes;
        if (options.GrpcPort is not { } port) return;
        long most = Math.Max(1, admission.MostConnections / CallsPerConnection), open = 0;
        kestrel.Listen(options.Bind, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.Use(next => async connection =>
            {
                try
                {
                    if (Interlocked.Increment(ref open) <= most) await next(connection).ConfigureAwait(false);
                }
                finally
                {
                    Interlocked.Decrement(ref open);
                }
            });
            certificate?.Secure(listen);
        });
    }
}
