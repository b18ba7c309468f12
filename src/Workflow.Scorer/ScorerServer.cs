using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Workflow.Scorer.Admission;
using Workflow.Scorer.Health;
using Workflow.Scorer.Monitoring;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Serving;

namespace Workflow.Scorer;

/// <summary>The HTTP server.</summary>
internal static class ScorerServer
{
    /// <summary>Proves the pipeline, listens, and answers until the process is told to end.</summary>
    /// <returns>Exit code: 0, or 1 where it cannot listen or has no certificate.</returns>
    public static async Task<int> RunAsync(ScorerOptions options)
    {
        (X509Certificate2? certificate, string? wrong) = TlsFiles.Read(options);
        using X509Certificate2? owned = certificate;
        if (wrong is not null)
        {
            ScorerLog.Write(wrong);
            return 1;
        }

        Readiness readiness = Readiness.Prove(options.Pipeline);
        if (readiness.Reason is { } reason) ScorerLog.Write($"not ready: {reason}");

        WebApplication server = Build(options, readiness, certificate: certificate);
        await using (server.ConfigureAwait(false))
        {
            try
            {
                await server.StartAsync().ConfigureAwait(false);
            }
            catch (Exception refused) when (refused is IOException or SocketException)
            {
                ScorerLog.Write($"cannot listen on {options.Bind}, port {options.Port}: {refused.Message}");
                return 1;
            }

            string address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            ScorerLog.Write($"listening on {address}{(readiness.Pipeline is { } pipeline ? $", ready with {pipeline.Manifest.Name} {pipeline.Hash}" : string.Empty)}");
            await server.WaitForShutdownAsync().ConfigureAwait(false);
            return 0;
        }
    }

    /// <summary>Builds the server without starting it.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="readiness">The proven pipeline, or why there is none.</param>
    /// <param name="admission">How much memory requests may take; null for as much as the process may have.</param>
    /// <param name="certificate">By which it answers; null for HTTP without TLS.</param>
    public static WebApplication Build(ScorerOptions options, Readiness readiness, AdmissionOptions? admission = null, X509Certificate2? certificate = null)
    {
        admission ??= AdmissionOptions.OfProcess();
        if (admission.LargestBodyBytes < options.MaximumRequestBytes)
        {
            options = options with { MaximumRequestBytes = admission.LargestBodyBytes };
            ScorerLog.Write($"requests may have at most {options.MaximumRequestBytes} bytes: the memory holds no larger ones");
        }

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaximumRequestBytes;
            kestrel.Limits.MaxRequestBufferSize = AdmissionOptions.ConnectionBytes;
            kestrel.Limits.MaxConcurrentConnections = admission.MostConnections;
            kestrel.Listen(options.Bind, options.Port, listen =>
            {
                if (certificate is not null) listen.UseHttps(certificate);
            });
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Drain);
        WebApplication server = builder.Build();
        var bodies = new RequestBodyReader(new RequestAdmission(admission, TimeProvider.System), new BodyMemory(admission), options.MaximumRequestBytes);
        ServedModel? model = readiness.Pipeline is { } pipeline ? new ServedModel(pipeline, bodies, options.MostRows) : null;
        var metrics = new RequestMetrics();
        var handler = new RequestHandler(new ScorerRouter(readiness, model, metrics), options, new RequestGate(options.MostConcurrent, options.MostQueued), metrics, TimeProvider.System);
        server.Run(handler.HandleAsync);
        return server;
    }
}
