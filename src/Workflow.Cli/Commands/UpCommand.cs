using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Workflow.Api.Access;
using Workflow.Api.Hosting;
using Workflow.Cli.Logging;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Home;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Retention;

namespace Workflow.Cli.Commands;

/// <summary><c>workflow up</c>: API, dashboard and a worker in one process.</summary>
internal static class UpCommand
{
    private const string Summary = "Serve the API and the dashboard on this machine, and work on runs.";

    private const string Details = """
        Other commands then ask this server.
        Ctrl+C ends it; endpoints go on answering, and runs are taken up again at the next start.
        """;

    private const string Examples = """
        workflow up
        workflow up --port 8090 --keep-logs 14d --keep-history 1000d
        curl -s http://127.0.0.1:8080/api/v1/runs
        """;

    private const int DefaultPort = 8080;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Option<int> port = CommonOptions.Port(string.Empty, DefaultPort);
        Option<string?> file = CommonOptions.PipelinesFile();
        var work = new WorkArguments(fewestSlots: 0);
        var retention = new RetentionArguments(RetentionOptions.Standard);
        Option<TimeOrNever> receipts = IntervalOption.Receipts();
        Option<TimeOrNever> rehearsals = IntervalOption.Rehearsals();
        var command = new CommandWithExamples("up", Summary, Details, Examples)
        {
            port, file, work.Queues, work.Slots, retention.Logs, retention.History, retention.Predictions, receipts, rehearsals,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = environment.PipelinesPath(parsed.GetValue(file));
            var options = new ServerOptions
            {
                Port = parsed.GetValue(port),
                PipelinesPath = path,
                Key = ServerKey.Create(),
                Retention = retention.Read(parsed),
                ReceiptInterval = parsed.GetValue(receipts)!.Span,
                RehearsalInterval = parsed.GetValue(rehearsals)!.Span,
                Work = work.Read(parsed),
            };
            await ServeAsync(environment, options, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task ServeAsync(CliEnvironment environment, ServerOptions options, CancellationToken cancellationToken)
    {
        var home = new WorkflowHome(environment.HomePath);
        using var homeLock = HomeLock.Take(home, "up");
        PipelinesFile pipelines = PipelinesFile.Open(options.PipelinesPath);
        _ = pipelines.ReadAll();
        if (options.Port != 0) LoopbackPorts.RequireFree(options.Port, "Stop that program, or choose another port: `workflow up --port 0` takes any that is free.");
        WebApplication server = WorkflowServer.Build(options, environment.Jobs, logging => logging.AddFile(home));
        await using (server.ConfigureAwait(false))
        {
            await server.Services.GetRequiredService<DatabasePreparation>().PrepareAsync(homeLock, cancellationToken).ConfigureAwait(false);
            await server.StartAsync(cancellationToken).ConfigureAwait(false);
            string url = WorkflowServer.AddressOf(server).ToString().TrimEnd('/');
            new ServerFile(url, Environment.ProcessId, options.Key).Write(home);
            try
            {
                Terminal.Note($"Workflow answers on {url} (pipelines: {string.Join(", ", pipelines.Names)})");
                Terminal.Note($"To change things in the browser, sign in: {url}/sign-in?key={options.Key}");
                Terminal.Note($"The key for changes is in {home.ServerFile}. Ctrl+C ends the server.");
                if (PredictionSocket.ProblemOf(home) is { } problem) Terminal.Note($"warning: {problem}");
                if (options.Work.Slots == 0) Terminal.Note("This server takes no steps: runs wait for workers (workflow worker).");
                await WaitAsync(server, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                ServerFile.Delete(home);
            }

            await server.StopAsync(CancellationToken.None).ConfigureAwait(false);
            Terminal.Note("the server has ended");
        }
    }

    // Until somebody ends the command, or the server ends by itself because its worker failed.
    private static async Task WaitAsync(WebApplication server, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken, server.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
