using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Workflow.Scorer.Health;

namespace Workflow.Scorer;

/// <summary>The HTTP server.</summary>
internal static class ScorerServer
{
    /// <summary>Proves the pipeline, listens, and answers until the process is told to end.</summary>
    /// <returns>Exit code: 0, or 1 where it cannot listen.</returns>
    public static async Task<int> RunAsync(ScorerOptions options)
    {
        Readiness readiness = Readiness.Prove(options.Pipeline);
        if (readiness.Reason is { } reason) ScorerLog.Write($"not ready: {reason}");

        WebApplication server = Build(options, readiness);
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
    public static WebApplication Build(ScorerOptions options, Readiness readiness)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaximumRequestBytes;
            kestrel.Listen(options.Bind, options.Port);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Drain);
        WebApplication server = builder.Build();
        var router = new ScorerRouter(options, readiness);
        server.Run(router.HandleAsync);
        return server;
    }
}
