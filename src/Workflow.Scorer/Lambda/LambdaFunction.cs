using System.Net;
using Workflow.Scorer.Health;
using Workflow.Scorer.Logs;
using Workflow.Scorer.Serving;

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
        ScorerOptions local = options with { Bind = IPAddress.Loopback, Port = 0, GrpcPort = null, ThriftPort = null };
        WebApplication server = ScorerServer.Build(local, readiness);
        await using (server.ConfigureAwait(false))
        {
            await server.StartAsync().ConfigureAwait(false);
            using var runtime = new LambdaRuntime(api, ListenerAddresses.Of(server, local).Http, TimeProvider.System);
            if (readiness.Reason is { } reason)
            {
                ScorerLog.Fail($"not ready: {reason}");
                await runtime.FailAsync(reason, CancellationToken.None).ConfigureAwait(false);
                return 1;
            }

            ScorerLog.Tell($"answers Lambda at {api} with {readiness.Pipeline!.Manifest.Name} {readiness.Pipeline.Hash}");
            await runtime.RunAsync(server.Lifetime.ApplicationStopping).ConfigureAwait(false);
            await server.WaitForShutdownAsync().ConfigureAwait(false);
            return 0;
        }
    }
}
