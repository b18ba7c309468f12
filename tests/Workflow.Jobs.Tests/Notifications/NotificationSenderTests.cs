using System.Globalization;
using Workflow.Jobs.Notifications;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Tests.TestData;
using Workflow.Jobs.Tests.Workers;

namespace Workflow.Jobs.Tests.Notifications;

public sealed class NotificationSenderTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task Send_Notification_IsSignedByTheConvention(DatabaseEngine engine)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestNotifications test = await FailedAsync(engine, receiver);
        receiver.Answer(202, "thanks");
        Assert.Equal(1, await test.SendAsync());

        WebhookReceiver.Request request = Assert.Single(receiver.Received);
        NotificationRecord sent = await test.SingleAsync();
        Assert.Equal(("POST /hook?token=t", "application/json", sent.Id), (request.Line, request.ContentType, request.Id));
        Assert.Equal(test.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), request.Timestamp);
        Assert.True(request.IsSignedBy(TestNotifications.Secret));
        Assert.False(request.IsSignedBy("another"));
        Assert.Equal("delivered", sent.State);
        DeliveryRecord delivery = Assert.Single(sent.Deliveries);
        Assert.Equal((1, 202, null, "thanks"), (delivery.Attempt, delivery.Result.Status, delivery.Result.Error, delivery.Result.Answer));
        Assert.Equal(0, await test.SendAsync());
    }

    [Theory, OnEveryEngine]
    public async Task Send_ReceiverFailsTwice_IsTakenAtTheThirdAttemptWithTheSameIdentifier(DatabaseEngine engine)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestNotifications test = await FailedAsync(engine, receiver);
        receiver.Answer(500, "oh").Answer(500).Answer(200);
        await test.SendAsync();
        NotificationRecord waiting = await test.SingleAsync();
        Assert.Equal(("pending", "the receiver answered 500"), (waiting.State, waiting.Reason));
        Assert.InRange(waiting.NextAt!.Value - test.Clock.GetUtcNow(), TimeSpan.FromSeconds(54), TimeSpan.FromMinutes(1));
        Assert.Equal(0, await test.SendAsync());

        test.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await test.SendAsync());
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await test.SendAsync());
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await test.SendAsync());
        NotificationRecord sent = await test.SingleAsync();
        Assert.Equal("delivered", sent.State);
        Assert.Null(sent.Reason);
        Assert.Equal([500, 500, 200], sent.Deliveries.Select(delivery => delivery.Result.Status));
        Assert.Equal([sent.Id, sent.Id, sent.Id], receiver.Received.Select(request => request.Id));
        Assert.All(receiver.Received, request => Assert.True(request.IsSignedBy(TestNotifications.Secret)));
        Assert.Equal(3, receiver.Received.Select(request => request.Timestamp).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory, OnEveryEngine]
    public async Task Send_NoAnswer_IsCutAfterTenSeconds(DatabaseEngine engine)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestNotifications test = await FailedAsync(engine, receiver);
        receiver.Answer(context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        Task<int> sending = test.SendAsync();
        await receiver.First;
        test.Clock.Advance(WebhookClient.Patience);
        Assert.Equal(1, await sending);
        NotificationRecord sent = await test.SingleAsync();
        Assert.Equal(("pending", "no answer within 10 s"), (sent.State, sent.Reason));
        Assert.Null(Assert.Single(sent.Deliveries).Result.Status);
    }

    [Theory, OnEveryEngine]
    public async Task Send_NobodyListens_IsTriedForAboutADayAndGivenUp(DatabaseEngine engine)
    {
        await using TestNotifications test = await TestNotifications.CreateAsync(engine, postgres);
        await test.DeclareAsync(test.Webhook("ops", new Uri("http://127.0.0.1:9/")));
        await test.RunAsync(succeeds: false);
        DateTimeOffset begun = test.Clock.GetUtcNow();
        int attempts = 0;
        while (await test.SingleAsync() is { State: "pending", NextAt: { } next })
        {
            test.Clock.Advance(next - test.Clock.GetUtcNow());
            attempts += await test.SendAsync();
        }

        NotificationRecord givenUp = await test.SingleAsync();
        Assert.Equal(("given-up", NotificationTransitions.Attempts), (givenUp.State, attempts));
        Assert.StartsWith("no connection: ", givenUp.Reason, StringComparison.Ordinal);
        Assert.InRange(test.Clock.GetUtcNow() - begun, TimeSpan.FromHours(19), TimeSpan.FromHours(24));
        Assert.Equal(Enumerable.Range(1, attempts), givenUp.Deliveries.Select(delivery => (int)delivery.Attempt));
    }

    [Theory, OnEveryEngine]
    public async Task Send_Redirect_IsNotFollowed(DatabaseEngine engine)
    {
        await using WebhookReceiver elsewhere = await WebhookReceiver.StartAsync();
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestNotifications test = await FailedAsync(engine, receiver);
        receiver.Answer(context =>
        {
            (context.Response.StatusCode, context.Response.Headers.Location) = (307, elsewhere.Url.ToString());
            return Task.CompletedTask;
        });
        await test.SendAsync();
        Assert.Empty(elsewhere.Received);
        Assert.Equal("the receiver answered 307: redirects are not followed", (await test.SingleAsync()).Reason);
    }

    [Theory, OnEveryEngine]
    public async Task Send_ReceiverIsGoneForGood_DisablesTheWebhookUntilATestIsTaken(DatabaseEngine engine)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestNotifications test = await FailedAsync(engine, receiver);
        receiver.Answer(410);
        await test.SendAsync();
        NotificationRecord unwanted = await test.SingleAsync();
        Assert.Equal("given-up", unwanted.State);
        Assert.StartsWith("the receiver wants nothing more (410, ", unwanted.Reason, StringComparison.Ordinal);

        // Kept, but not sent.
        await test.RunAsync(succeeds: false);
        Assert.Equal(["ops failure given-up", "ops failure given-up"], await test.ToldAsync());
        Assert.Equal(0, await test.SendAsync());

        Assert.NotNull(await test.Transitions.PingAsync("ops", Cancel));
        Assert.Equal(1, await test.SendAsync());
        Assert.Equal("ping", receiver.Received[^1].Event);
        await test.RunAsync(succeeds: false);
        Assert.Equal(1, await test.SendAsync());
        Assert.Equal(3, receiver.Received.Count);
    }

    [Theory, OnEveryEngine]
    public async Task Send_HugeAnswer_IsReadToTwoKilobytes(DatabaseEngine engine)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestNotifications test = await FailedAsync(engine, receiver);
        byte[] block = new byte[1 << 16];
        block.AsSpan().Fill((byte)'x');
        receiver.Answer(async context =>
        {
            // Without an end: whoever reads it all never comes back.
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(block, context.RequestAborted);
        });
        Assert.Equal(1, await test.SendAsync());
        NotificationRecord sent = await test.SingleAsync();
        Assert.Equal("delivered", sent.State);
        Assert.Equal(new string('x', 2048), Assert.Single(sent.Deliveries).Result.Answer);
    }

    [Theory, OnEveryEngine]
    public async Task Send_AnswerThatCannotBeStoredAsItIs_IsStoredWithoutThat(DatabaseEngine engine)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestNotifications test = await FailedAsync(engine, receiver);
        receiver.Answer(context => context.Response.Body.WriteAsync((byte[])[0, 0xff, (byte)'a'], context.RequestAborted).AsTask());
        Assert.Equal(1, await test.SendAsync());
        Assert.Equal("��a", Assert.Single((await test.SingleAsync()).Deliveries).Result.Answer);
    }

    [Theory, OnEveryEngine]
    public async Task Send_TwoSendersAtOnce_DeliverEachOnce(DatabaseEngine engine)
    {
        const int Count = 20;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestNotifications test = await TestNotifications.CreateAsync(engine, postgres);
        await test.DeclareAsync(test.Webhook("ops", receiver.Url));
        for (int i = 0; i < Count; i++) await test.RunAsync(succeeds: false);
        await using IDatabase again = test.Runs.Database!.OpenAgain();
        NotificationSender other = test.CreateSender(again);
        int[] sent = await Task.WhenAll(Task.Run(test.SendAsync, Cancel), Task.Run(() => other.SendDueAsync(Cancel), Cancel));
        Assert.Equal(Count, sent.Sum());
        Assert.Equal(Count, receiver.Received.Count);
        Assert.Equal(Count, receiver.Received.Select(request => request.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Count, (await test.ListAsync("delivered")).Count);
    }

    // At least once: the receiver knows the second by its identifier.
    [Theory, OnEveryEngine]
    public async Task Send_DeathBetweenSendingAndRecording_SendsAgainWithTheSameIdentifier(DatabaseEngine engine)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestNotifications test = await FailedAsync(engine, receiver);
        receiver.Answer(_ =>
        {
            test.Database.IsAway = true;
            return Task.CompletedTask;
        });
        await Assert.ThrowsAsync<StorageException>(test.SendAsync);
        test.Database.IsAway = false;
        Assert.Equal("pending", (await test.SingleAsync()).State);
        Assert.Equal(0, await test.SendAsync());

        test.Clock.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await test.SendAsync());
        Assert.Equal("delivered", (await test.SingleAsync()).State);
        Assert.Equal(2, receiver.Received.Count);
        Assert.Single(receiver.Received.Select(request => request.Id).Distinct(StringComparer.Ordinal));
    }

    [Theory, OnEveryEngine]
    public async Task Send_EndedInTheMiddle_LeavesTheNotificationToTheNext(DatabaseEngine engine)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestNotifications test = await FailedAsync(engine, receiver);
        receiver.Answer(context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        Task sending = test.Sender.SendDueAsync(TimeSpan.FromSeconds(5), Cancel);
        await receiver.First;
        test.Clock.Advance(TimeSpan.FromSeconds(5));
        await sending;
        Assert.Equal(1, await test.Store.CountPendingAsync(Cancel));
        Assert.Equal(1, await test.SendAsync());
        Assert.Equal("delivered", (await test.SingleAsync()).State);
    }

    [Theory, OnEveryEngine]
    public async Task Send_SecretIsMissing_SaysSoAndIsTriedAgain(DatabaseEngine engine)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestNotifications test = await FailedAsync(engine, receiver);
        File.Delete(test.SecretFile);
        await test.SendAsync();
        Assert.Empty(receiver.Received);
        NotificationRecord waiting = await test.SingleAsync();
        Assert.Equal("pending", waiting.State);
        Assert.StartsWith($"the secret file:{test.SecretFile} cannot be read: ", waiting.Reason, StringComparison.Ordinal);
    }

    [Theory, OnEveryEngine]
    public async Task Send_WebhookWhoseSecretIsElsewhere_IsLeftWithoutAnAttempt(DatabaseEngine engine)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestNotifications test = await TestNotifications.CreateAsync(engine, postgres);
        await test.DeclareAsync($"{test.Webhook("ours", receiver.Url)}, theirs: {{url: \"{receiver.Url}\", secret: env:WORKFLOW_NO_SUCH_SECRET}}");
        var log = new RecordedLog<ForeignWebhooks>();
        var foreign = new ForeignWebhooks(test.Database, log);
        await test.RunAsync(succeeds: false);
        Assert.Equal(1, await test.Sender.SendDueAsync(foreign, Cancel));
        await test.RunAsync(succeeds: false);
        Assert.Equal(1, await test.Sender.SendDueAsync(foreign, Cancel));
        Assert.Equal(
            ["ours failure delivered", "ours failure delivered", "theirs failure pending", "theirs failure pending"], await test.ToldAsync());
        Assert.All(await test.ListAsync("pending"), left => Assert.Equal((0, null), (left.Deliveries.Count, left.Reason)));
        Assert.Equal(
            "Webhook theirs is left to other processes: the secret env:WORKFLOW_NO_SUCH_SECRET is not set in the environment of this process",
            Assert.Single(log.Records).Message);

        // Whoever leaves nothing to others says what is missing.
        Assert.Equal(2, await test.SendAsync());
        Assert.All(await test.ListAsync("pending"), tried => Assert.StartsWith("the secret env:WORKFLOW_NO_SUCH_SECRET is not set", tried.Reason, StringComparison.Ordinal));
    }

    [Theory, OnEveryEngine]
    public async Task Redeliver_AnyNotification_IsSentAgainUnlessItsWebhookIsGone(DatabaseEngine engine)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestNotifications test = await FailedAsync(engine, receiver);
        await test.SendAsync();
        string id = (await test.SingleAsync()).Id;
        Assert.True(await test.Transitions.RedeliverAsync(id, Cancel));
        Assert.Equal(1, await test.SendAsync());
        Assert.Equal(2, (await test.SingleAsync()).Deliveries.Count);
        Assert.False(await test.Transitions.RedeliverAsync("no such", Cancel));
        Assert.Null(await test.Transitions.PingAsync("no such", Cancel));

        await test.DeclareAsync(string.Empty);
        await Assert.ThrowsAsync<NotificationException>(() => test.Transitions.RedeliverAsync(id, Cancel));
    }

    // A run that fails, on a database with one webhook.
    private async Task<TestNotifications> FailedAsync(DatabaseEngine engine, WebhookReceiver receiver)
    {
        TestNotifications test = await TestNotifications.CreateAsync(engine, postgres);
        await test.DeclareAsync(test.Webhook("ops", receiver.Url));
        await test.RunAsync(succeeds: false);
        return test;
    }
}
