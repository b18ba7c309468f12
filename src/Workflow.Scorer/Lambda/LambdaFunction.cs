using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Workflow.Scorer.Health;

namespace Workflow.Scorer.Lambda;

/// <summary>The scorer as a function of AWS Lambda: it listens to itself alone, and answers what the runtime interface hands it.</summary>
internal static class LambdaFunction
{
    /// <summary>Proves the pipeline and answers events until the process is told to end.</summary>
    /// <param name="options">What the command line asks for; addresses, ports and certificates have no meaning here.</param>
    /// <param name="api">Host and port of the runtime interface.</param>
    /// <returns>Exit code: 0, or 1 where there is no model.</returns>
    public static async Task<int> RunAsync(ScorerOptions options, string api)
    {
        Readiness readiness = Readiness.Prove(options.Pipeline);
        WebApplication server = ScorerServer.Build(options with { Bind = IPAddress.Loopback, Port = 0, ThriftPort = null }, readiness);
        await using (server.ConfigureAwait(false))
        {
            await server.StartAsync().ConfigureAwait(false);
            string address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            using var runtime = new LambdaRuntime(api, new Uri(address), TimeProvider.System);
            if (readiness.Reason is { } reason)
            {
                ScorerLog.Write($"not ready: {reason}");
                await runtime.FailAsync(reason, CancellationToken.None).ConfigureAwait(false);
                return 1;
            }

            ScorerLog.Write($"answers Lambda at {api} with {readiness.Pipeline!.Manifest.Name} {readiness.Pipeline.Hash}");
            await runtime.RunAsync(server.Lifetime.ApplicationStopping).ConfigureAwait(false);
            await server.WaitForShutdownAsync().ConfigureAwait(false);
            return 0;
        }
    }
}
