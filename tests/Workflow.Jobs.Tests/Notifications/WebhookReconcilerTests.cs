using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Notifications;

public sealed class WebhookReconcilerTests(PostgresServer postgres)
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:9/");

    [Theory, OnEveryEngine]
    public async Task ReconcileAsync_WebhookIsRemoved_GivesUpWhatItWasToBeTold(DatabaseEngine engine)
    {
        await using TestNotifications test = await TestNotifications.CreateAsync(engine, postgres);
        await test.DeclareAsync($"{test.Webhook("a", Nowhere)}, {test.Webhook("b", Nowhere)}");
        await test.RunAsync(succeeds: false);
        await test.DeclareAsync(test.Webhook("b", Nowhere));
        Assert.Equal(["a failure given-up", "b failure pending"], await test.ToldAsync());
        await test.RunAsync(succeeds: false);
        Assert.Equal(["a failure given-up", "b failure pending", "b failure pending"], await test.ToldAsync());
    }

    [Theory, OnEveryEngine]
    public async Task ReconcileAsync_DisabledWebhook_IsEnabledByAChangeOnly(DatabaseEngine engine)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestNotifications test = await TestNotifications.CreateAsync(engine, postgres);
        await test.DeclareAsync(test.Webhook("ops", receiver.Url));
        await test.RunAsync(succeeds: false);
        receiver.Answer(410);
        await test.SendAsync();
        await test.DeclareAsync(test.Webhook("ops", receiver.Url));
        Assert.Equal(1, await DisabledAsync(test));
        await test.DeclareAsync(test.Webhook("ops", receiver.Url, "on: [failure]"));
        Assert.Equal(0, await DisabledAsync(test));
    }

    [Theory, OnEveryEngine]
    public async Task ReconcileAsync_Secret_IsStoredAsAReferenceOnly(DatabaseEngine engine)
    {
        await using TestNotifications test = await TestNotifications.CreateAsync(engine, postgres);
        await test.DeclareAsync(test.Webhook("ops", Nowhere));
        Assert.Equal($"file:{test.SecretFile}", await test.Runs.QueryAsync<string>("SELECT secret FROM webhook"));
    }

    private static Task<long> DisabledAsync(TestNotifications test) => test.Runs.QueryAsync<long>("SELECT COUNT(*) FROM webhook WHERE disabled IS NOT NULL");
}
