using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Json;
using Workflow.Jobs.Notifications;

namespace Workflow.Cli.Commands;

/// <summary><c>workflow notifications</c>: what webhooks were told, and telling it again.</summary>
internal static class NotificationsCommand
{
    // A little longer than an attempt may take.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment) =>
        new("notifications", "What webhooks were told. Example: workflow notifications list") { CreateList(environment), CreateRedeliver(environment), CreateTest(environment) };

    private static Command CreateList(CliEnvironment environment)
    {
        Option<bool> json = CommonOptions.Json("the notifications and every attempt to send them");
        var command = new Command("list", "List notifications, the newest first. Example: workflow notifications list --json") { json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                IReadOnlyList<NotificationContract> notifications = await session.ListNotificationsAsync(cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(notifications));
                else Tables.PrintNotifications(notifications);
                return ExitCodes.Success;
            }
        });
        return command;
    }

    private static Command CreateRedeliver(CliEnvironment environment)
    {
        var id = new Argument<string>("id") { Description = "The notification, as `workflow notifications list` shows it" };
        var command = new Command("redeliver", "Send a notification once more, delivered or not. Example: workflow notifications redeliver 019a0000-0000-7000-8000-000000000000") { id };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string asked = parsed.GetValue(id)!;
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, "notifications redeliver", cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                long before = (await session.FindNotificationAsync(asked, cancellationToken).ConfigureAwait(false))?.Deliveries.Count ?? 0;
                await session.RedeliverNotificationAsync(asked, cancellationToken).ConfigureAwait(false);
                return await TellAsync(session, asked, before, cancellationToken).ConfigureAwait(false);
            }
        });
        return command;
    }

    private static Command CreateTest(CliEnvironment environment)
    {
        var name = new Argument<string>("name") { Description = "The webhook, as pipelines.yaml names it" };
        Option<string?> file = CommonOptions.PipelinesFile();
        var command = new Command("test", "Send a ping to a webhook. Example: workflow notifications test ops") { name, file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, "notifications test", cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                string id = await session.TestWebhookAsync(parsed.GetValue(name)!, environment.PipelinesPath(parsed.GetValue(file)), cancellationToken).ConfigureAwait(false);
                return await TellAsync(session, id, 0, cancellationToken).ConfigureAwait(false);
            }
        });
        return command;
    }

    // Waits for the attempt that was asked for.
    private static async Task<int> TellAsync(IWorkflowSession session, string id, long before, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            NotificationContract? sent = await session.FindNotificationAsync(id, cancellationToken).ConfigureAwait(false);
            if (sent is not null && sent.Deliveries.Count > before)
            {
                DeliveryContract last = sent.Deliveries[^1];
                Terminal.Note(last.Error is null ? $"webhook {sent.Webhook} took {sent.Event} {id}: it answered {last.Status}" : $"webhook {sent.Webhook} did not take {sent.Event} {id}: {last.Error}");
                return last.Error is null ? ExitCodes.Success : ExitCodes.Failure;
            }

            if (limit.IsCancellationRequested)
            {
                Terminal.Note($"{sent?.Event ?? NotificationEvents.Ping} {id} is not sent yet: `./workflow notifications list` tells what becomes of it");
                return ExitCodes.Failure;
            }

            await Task.Delay(Interval, cancellationToken).ConfigureAwait(false);
        }
    }
}
