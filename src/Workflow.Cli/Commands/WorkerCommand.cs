using System.CommandLine;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Api.Hosting;
using Workflow.Cli.Logging;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Deployment.Process;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Home;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Notifications;
using Workflow.Jobs.Retention;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Workers;
using Workflow.Training.Configuration;

namespace Workflow.Cli.Commands;

/// <summary><c>workflow worker</c>: works on runs, beside others on this machine and on others, with one PostgreSQL.</summary>
internal static class WorkerCommand
{
    private const string Summary = "Work on runs of a PostgreSQL database, together with other workers.";

    private const string Details = """
        Every machine has the same release, the same database and the same place of artifacts (WORKFLOW_ARTIFACTS).
        SIGTERM or Ctrl+C drains the worker: it takes no more steps, and those that run may end within --drain. What has not ended then,
        or at a second signal, is given back and begun again by another worker.
        Others of this machine see the command line: name the database in WORKFLOW_DATABASE, or as env:NAME, where it has a password.
        """;

    private const string Examples = """
        WORKFLOW_DATABASE=postgres://ada:secret@db/flows workflow worker --queues train --slots 2
        workflow worker --queues train,deploy --server-db env:FLOWS_DATABASE --drain 10m
        workflow worker --port 9464 && curl -s http://127.0.0.1:9464/metrics
        """;

    private const string VariablePrefix = "env:";
    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(1);

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment, Interruption interruption)
    {
        var defaults = new WorkerOptions();
        var work = new WorkArguments(fewestSlots: 1);
        Option<string?> database = new("--server-db") { Description = "PostgreSQL: postgres://user@host/database, or env:NAME (default: WORKFLOW_DATABASE)", HelpName = "ADDRESS" };
        Option<TimeSpan> drain = Duration("--drain", "Time that running steps have to end when the worker is told to (default: 30s)", TimeSpan.FromSeconds(30), TimeSpan.Zero);
        Option<TimeSpan> lease = Duration("--lease", "Time after which the steps of a worker that is silent are given to others (default: 30s)", defaults.Lease, ShortestLease);
        Option<int> port = CommonOptions.Port(" for health and metrics", 0);
        var retention = new RetentionArguments(new RetentionOptions());
        Option<TimeOrNever> receipts = IntervalOption.Receipts();
        var command = new CommandWithExamples("worker", Summary, Details, Examples)
        {
            work.Queues, work.Slots, database, drain, lease, port, retention.Logs, retention.History, retention.Predictions, receipts,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            TimeSpan held = parsed.GetValue(lease);
            WorkerOptions options = work.Read(parsed) with
            {
                Drain = parsed.GetValue(drain),
                Lease = held,
                HeartbeatInterval = held / 3,
                GiveBack = interruption.ListenForSecond(),
            };
            CliEnvironment named = environment with { DatabaseAddress = AddressOf(parsed.GetValue(database)) ?? environment.DatabaseAddress };
            await WorkAsync(named, options, retention.Read(parsed), parsed.GetValue(receipts)!.Span, parsed.GetValue(port), cancellationToken).ConfigureAwait(false);
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task WorkAsync(CliEnvironment environment, WorkerOptions options, RetentionOptions retention, TimeSpan? receipts, int port, CancellationToken shutdown)
    {
        if (environment.DatabaseAddress is null)
        {
            throw new CliException(
                "a worker needs PostgreSQL: with SQLite there is one server process, `workflow up`, and it does the work. Name the database with WORKFLOW_DATABASE or --server-db");
        }

        if (port != 0) LoopbackPorts.RequireFree(port, "Stop that program, or choose another port: `--port 0` takes any that is free.");
        var home = new WorkflowHome(environment.HomePath);

        // Not the home's lock: several workers may share a home. While one uses it, nobody takes its files for leftovers.
        using var use = new HomeUse(home);
        WebApplication server = WorkerServer.Build(port, environment.Jobs, logging => logging.AddFile(home));
        await using (server.ConfigureAwait(false))
        {
            await server.Services.GetRequiredService<Migrator>().MigrateAsync(shutdown).ConfigureAwait(false);
            WorkerPresence presence = await server.Services.GetRequiredService<WorkerRegistry>().RegisterAsync(options, shutdown).ConfigureAwait(false);
            server.MapWorker(presence);
            try
            {
                await server.StartAsync(shutdown).ConfigureAwait(false);
                Tell(environment, options, presence, WorkflowServer.AddressOf(server));
                if (PredictionSocket.ProblemOf(home) is { } problem) Terminal.Note($"warning: {problem}");
                await WorkAsync(server.Services, presence, options, retention, receipts, shutdown).ConfigureAwait(false);
            }
            finally
            {
                await presence.EndAsync().ConfigureAwait(false);
            }

            await server.StopAsync(CancellationToken.None).ConfigureAwait(false);
            Terminal.Note("the worker has ended");
        }
    }

    // The others go on until the last step has ended: a cancel reaches a step of a worker that drains, too, and the end of its run is told. Where
    // one of them fails the worker drains.
    private static async Task WorkAsync(
        IServiceProvider services, WorkerPresence presence, WorkerOptions options, RetentionOptions retention, TimeSpan? receipts, CancellationToken shutdown)
    {
        using var drain = CancellationTokenSource.CreateLinkedTokenSource(shutdown);
        using var end = new CancellationTokenSource();
        Task others = BackgroundLoops.RunAsync(
            end.Token,
            services.GetRequiredService<RunListener>().ListenAsync,
            token => services.GetRequiredService<NotificationSender>().SendAsync(services.GetRequiredService<ForeignWebhooks>(), token),
            services.GetRequiredService<LateRuns>().WatchAsync,
            token => services.GetRequiredService<RetentionLoop>().RunAsync(retention, token),
            token => services.GetRequiredService<ReceiptLoop>().RunAsync(receipts, token),
            services.GetRequiredService<ProcessSupervisor>().RunAsync);
        try
        {
            Task working = services.GetRequiredService<RunWorker>().WorkAsync(presence, options, drain.Token);
            await Task.WhenAny(working, others).ConfigureAwait(false);
            await drain.CancelAsync().ConfigureAwait(false);
            await working.ConfigureAwait(false);
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await others.ConfigureAwait(false);
        }
    }

    private static void Tell(CliEnvironment environment, WorkerOptions options, WorkerPresence presence, Uri address)
    {
        string queues = options.Queues is { Count: > 0 } some ? $"of {string.Join(", ", some)}" : "of every queue";
        Terminal.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"worker {presence.Identity.Name} takes steps {queues}, {options.Slots} at a time; health and metrics on {address.ToString().TrimEnd('/')}"));
        if (environment.ArtifactsAddress is null)
        {
            Terminal.Note($"artifacts are in {environment.HomePath}: workers on other machines need WORKFLOW_ARTIFACTS, the same for all");
        }

        Terminal.Note(string.Create(CultureInfo.InvariantCulture, $"Ctrl+C drains it ({options.Drain.TotalSeconds:0.#} s), twice gives its steps back at once."));
    }

    private static string? AddressOf(string? asked)
    {
        if (asked is null || !asked.StartsWith(VariablePrefix, StringComparison.Ordinal)) return asked;
        string name = asked[VariablePrefix.Length..];
        return Environment.GetEnvironmentVariable(name) is { Length: > 0 } address ? address : throw new CliException($"the variable {name}, which --server-db names, is not set");
    }

    private static Option<TimeSpan> Duration(string name, string description, TimeSpan standard, TimeSpan shortest) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        DefaultValueFactory = _ => standard,
        CustomParser = argument => CommonOptions.ReadDuration(argument, shortest, "30s, 5m or 2h", ConfigUnits.LongestTimer) ?? standard,
    };
}
