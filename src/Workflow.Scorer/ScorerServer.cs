using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Workflow.Scorer.Admission;
using Workflow.Scorer.Endpoints;
using Workflow.Scorer.Grpc;
using Workflow.Scorer.Health;
using Workflow.Scorer.Logs;
using Workflow.Scorer.Monitoring;
using Workflow.Scorer.Predictions;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Serving;
using Workflow.Scorer.Thrift;
using Workflow.Scorer.Traces;

namespace Workflow.Scorer;

/// <summary>The server: HTTP, and gRPC and Thrift where they are asked for.</summary>
internal static class ScorerServer
{
    /// <summary>Proves the pipeline, listens, and answers until the process is told to end.</summary>
    /// <returns>Exit code: 0, or 1 where it cannot listen or has no certificate.</returns>
    public static async Task<int> RunAsync(ScorerOptions options)
    {
        (TlsCertificate? certificate, string? wrong) = TlsFiles.Read(options);
        using TlsCertificate? owned = certificate;
        if (options.PredictionLog?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true && !OpenSsl.IsHere) wrong ??= $"--log-predictions: {OpenSsl.Missing}";
        if (wrong is not null)
        {
            ScorerLog.Fail(wrong);
            return 1;
        }

        Readiness readiness = Readiness.Prove(options.Pipeline);
        if (readiness.Reason is { } reason) ScorerLog.Fail($"not ready: {reason}");

        WebApplication server = Build(options, readiness, certificate: certificate);
        await using (server.ConfigureAwait(false))
        {
            try
            {
                await server.StartAsync().ConfigureAwait(false);
            }
            catch (Exception refused) when (refused is IOException or SocketException)
            {
                int?[] ports = [.. ((int?[])[options.Port, options.GrpcPort, options.ThriftPort]).Where(port => port is not null)];
                ScorerLog.Fail($"cannot listen on {options.Bind}, {(ports.Length == 1 ? "port" : "ports")} {string.Join(" and ", ports)}: {refused.Message}");
                return 1;
            }

            ScorerLog.Tell($"{ListenerAddresses.Of(server, options)}{(readiness.Pipeline is { } pipeline ? $", ready with {pipeline.Manifest.Name} {pipeline.Hash}" : string.Empty)}");
            await server.WaitForShutdownAsync().ConfigureAwait(false);
            return 0;
        }
    }

    /// <summary>Builds the server without starting it.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="readiness">The proven pipeline, or why there is none.</param>
    /// <param name="admission">How much memory requests may take; null for as much as the process may have.</param>
    /// <param name="certificate">By which it answers; null for HTTP without TLS.</param>
    public static WebApplication Build(ScorerOptions options, Readiness readiness, AdmissionOptions? admission = null, TlsCertificate? certificate = null)
    {
        admission ??= AdmissionOptions.OfProcess();
        if (admission.LargestBodyBytes < options.MaximumRequestBytes)
        {
            options = options with { MaximumRequestBytes = admission.LargestBodyBytes };
            ScorerLog.Warn($"requests may have at most {options.MaximumRequestBytes} bytes: the memory holds no larger ones");
        }

        var bodies = new RequestBodyReader(new RequestAdmission(admission, TimeProvider.System), new BodyMemory(admission), options.MaximumRequestBytes);
        RequestObserver observer = Observe(options, readiness);
        ServedModel? model = readiness.Pipeline is { } pipeline ? new ServedModel(pipeline, bodies, options, observer.Predictions) { RequestLog = observer.Log } : null;
        var metrics = new RequestMetrics();
        var gate = new RequestGate(options.MostConcurrent, options.MostQueued);
        var operations = new CallOperations(gate, metrics, observer, options.MostTime);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();

        // A small request is answered on the thread on which it came; what takes long leaves it by itself.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>>(new ConnectionBlocks.Factory());
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaximumRequestBytes;
            kestrel.Limits.MaxRequestBufferSize = AdmissionOptions.ConnectionBytes;

            // Kestrel counts the connections of each port by themselves.
            kestrel.Limits.MaxConcurrentConnections = options.ThriftPort is null ? admission.MostConnections : admission.MostConnections / 2;
            kestrel.Listen(options.Bind, options.Port, listen =>
            {
                Secure(listen);
                listen.AnswerHalfClosed();
            });
            GrpcListener.Add(kestrel, options, admission, certificate);
            if (options.ThriftPort is { } thriftPort)
            {
                kestrel.Listen(options.Bind, thriftPort, listen =>
                {
                    Secure(listen);
                    listen.Run(new ThriftService(readiness, model, bodies, options.MaximumRequestBytes) { Operations = operations }.HandleAsync);
                });
            }
        });

        // Made here and ended with the server, behind the last answer.
        builder.Services.AddSingleton(_ => observer);
        if (options.Linger > TimeSpan.Zero)
            builder.Services.AddSingleton<IHostLifetime>(services => new LingeringEnd(services.GetRequiredService<IHostApplicationLifetime>(), readiness, options.Linger, TimeProvider.System));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Drain);
        WebApplication server = builder.Build();
        var router = new ScorerRouter(readiness, model, new MetricsEndpoint(metrics, model, server.Services.GetRequiredService<RequestObserver>()), options, gate);
        var handler = new RequestHandler(router, options, gate, metrics, observer, TimeProvider.System);
        server.Run(handler.HandleAsync);
        return server;

        static RequestObserver Observe(ScorerOptions options, Readiness readiness)
        {
            (TraceOptions? traces, string? wrong) = TraceOptions.Read(Environment.GetEnvironmentVariable, readiness.Pipeline?.Manifest.Name ?? "workflow-scorer");
            if (traces?.Endpoint.Scheme == Uri.UriSchemeHttps && !OpenSsl.IsHere) (traces, wrong) = (null, OpenSsl.Missing);
            if (wrong is not null) ScorerLog.Warn($"no traces are sent: {wrong}");
            PredictionLog? predictions = readiness.Pipeline is { } scored ? PredictionLog.Of(scored, options, TimeProvider.System) : null;
            return new RequestObserver(options.LoggedRequests, predictions, traces is null ? null : new TraceExport(traces, TimeProvider.System), TimeProvider.System);
        }

        void Secure(ListenOptions listen) => certificate?.Secure(listen);
    }
}
