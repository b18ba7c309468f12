using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Workflow.Api.Hosting;
using Workflow.Cli.Logging;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Home;

namespace Workflow.Cli.Commands.Deployments;

/// <summary><c>workflow gateway</c>: endpoints at addresses that stay, in a process of its own.</summary>
internal static class GatewayCommand
{
    private const string Summary = "Answer for endpoints at addresses that stay, whatever is deployed and whether or not a server runs.";

    private const string Details = """
        An endpoint answers at /endpoints/PROJECT/ENDPOINT/, for example /endpoints/default/hydraulic-cooling-dev/model/score.
        `workflow up` answers there too; this process goes on while servers are restarted or upgraded. It takes canaries
        from step to step and starts processes of this machine again, as a server does; it runs nothing else.
        SIGTERM or Ctrl+C drains it: requests that are under way are answered first.
        """;

    private const string Examples = """
        workflow gateway
        workflow gateway --port 8090 --bind 0.0.0.0
        curl -s http://127.0.0.1:8081/endpoints/default/hydraulic-cooling-dev/model/sample_request
        """;

    private const int DefaultPort = 8081;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Option<int> port = CommonOptions.Port(", or on --bind", DefaultPort);
        var bind = new Option<IPAddress>("--bind")
        {
            Description = "Address to listen on; others than loopback are for other machines, which need no key of this one (default: 127.0.0.1)",
            HelpName = "ADDRESS",
            DefaultValueFactory = _ => IPAddress.Loopback,
            CustomParser = ReadAddress,
        };
        var command = new CommandWithExamples("gateway", Summary, Details, Examples) { port, bind };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await ServeAsync(environment, parsed.GetValue(bind)!, parsed.GetValue(port), cancellationToken).ConfigureAwait(false);
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task ServeAsync(CliEnvironment environment, IPAddress bind, int port, CancellationToken cancellationToken)
    {
        if (port != 0) LoopbackPorts.RequireFree(port, "Stop that program, or choose another port: `workflow gateway --port 0` takes any that is free.");
        var home = new WorkflowHome(environment.HomePath);
        WebApplication server = GatewayServer.Build(bind, port, environment.Jobs, logging => logging.AddFile(home));
        await using (server.ConfigureAwait(false))
        {
            await server.StartAsync(cancellationToken).ConfigureAwait(false);
            var file = new GatewayFile(AddressFor(bind, WorkflowServer.AddressOf(server)), Environment.ProcessId);
            file.Write(home);
            try
            {
                Terminal.Note($"the gateway answers on {file.Url}/endpoints/PROJECT/ENDPOINT/; Ctrl+C drains it");
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                file.Delete(home);
            }

            await server.StopAsync(CancellationToken.None).ConfigureAwait(false);
            Terminal.Note("the gateway has ended");
        }
    }

    // Whoever listens on every address is asked on this machine at loopback.
    private static string AddressFor(IPAddress bind, Uri listening)
    {
        bool isAny = bind.Equals(IPAddress.Any) || bind.Equals(IPAddress.IPv6Any);
        return new UriBuilder(listening) { Host = isAny ? IPAddress.Loopback.ToString() : bind.ToString() }.Uri.ToString().TrimEnd('/');
    }

    private static IPAddress ReadAddress(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (IPAddress.TryParse(text, out IPAddress? address) && address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6) return address;
        argument.AddError($"'{text}' is no address of a machine, such as 127.0.0.1, 0.0.0.0 or ::");
        return IPAddress.Loopback;
    }
}
