using Microsoft.Extensions.Logging;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Notifications;

/// <summary>Sends what is due. Any number of processes may do so on one database.</summary>
public sealed class NotificationSender
{
    // A receiver that hangs must not hold up the others for long.
    private const int Parallel = 4;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly NotificationTransitions _transitions;
    private readonly WebhookClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger<NotificationSender> _log;
    private readonly RunSignal _wake = new();

    /// <summary>Creates a sender.</summary>
    public NotificationSender(NotificationTransitions transitions, WebhookClient client, TimeProvider time, ILogger<NotificationSender> log)
    {
        _transitions = transitions;
        _client = client;
        _time = time;
        _log = log;
    }

    /// <summary>Makes a running sender look at once.</summary>
    public void Wake() => _wake.Pulse();

    /// <summary>Sends until it is cancelled.</summary>
    public Task SendAsync(CancellationToken cancellationToken) => SendAsync(null, cancellationToken);

    /// <summary>Sends until it is cancelled.</summary>
    /// <param name="foreign">Webhooks that are left to other processes; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task SendAsync(ForeignWebhooks? foreign, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Task woken = _wake.Next;
            try
            {
                await SendDueAsync(foreign, cancellationToken).ConfigureAwait(false);
            }
            catch (StorageException away)
            {
                _log.DatabaseAway(away);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            await Task.WhenAny(woken, Task.Delay(Interval, _time, cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <summary>Sends everything that is due now, each once.</summary>
    /// <returns>How many attempts were made.</returns>
    public Task<int> SendDueAsync(CancellationToken cancellationToken) => SendDueAsync(null, cancellationToken);

    /// <summary>Sends everything that is due now, each once.</summary>
    /// <param name="foreign">Webhooks that are left to other processes; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many attempts were made.</returns>
    public async Task<int> SendDueAsync(ForeignWebhooks? foreign, CancellationToken cancellationToken)
    {
        if (!await _transitions.IsAnyDueAsync(cancellationToken).ConfigureAwait(false)) return 0;
        IReadOnlyList<string> left = foreign is null ? [] : await foreign.ListAsync(cancellationToken).ConfigureAwait(false);
        int[] sent = await Task.WhenAll(Enumerable.Range(0, Parallel).Select(_ => SendOneAfterAnotherAsync(left, cancellationToken))).ConfigureAwait(false);
        return sent.Sum();
    }

    /// <summary>Sends everything that is due now, as far as the time allows.</summary>
    public async Task SendDueAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        try
        {
            await SendDueAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What is left stays pending.
        }
    }

    private async Task<int> SendOneAfterAnotherAsync(IReadOnlyList<string> left, CancellationToken cancellationToken)
    {
        int count = 0;
        for (; await _transitions.ClaimAsync(left, cancellationToken).ConfigureAwait(false) is { } claim; count++)
        {
            DeliveryResult result;
            try
            {
                result = await _client.SendAsync(claim, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                await _transitions.ReleaseAsync(claim).ConfigureAwait(false);
                throw;
            }

            // If we die here, the claim ends by itself and the notification is sent again. What was sent is recorded even when we are to end.
            await _transitions.RecordAsync(claim, result, CancellationToken.None).ConfigureAwait(false);
            if (result.IsDelivered) _log.Delivered(claim.Webhook, claim.Id, claim.Attempt);
            else if (result.IsUnwanted) _log.Disabled(claim.Webhook);
            else _log.NotDelivered(claim.Webhook, claim.Id, claim.Attempt, claim.Allowed, result.Error);
        }

        return count;
    }
}
