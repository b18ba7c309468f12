using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workflow.Jobs.Notifications;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Tests.Notifications;

public sealed class WebhooksReaderTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(File.ReadAllText(Repository.Path("pipelines.schema.json")))!["definitions"]!;

    [Fact]
    public void Read_Webhooks_HasEverythingOfThem()
    {
        PipelinesFile file = TestPipelines.Open("""
            pipelines: {a: {late-after: 2h}, b: {late-after: soon}, c: }
            notifications:
              ops: {url: "https://example.org/hook", secret: env:WORKFLOW_HOOK_SECRET, on: [failure, late], pipelines: [a]}
              all: {url: "http://localhost:8000/", secret: file:/run/secret}

            """);
        Assert.Equal(["ops", "all"], file.Webhooks.Select(webhook => webhook.Name));
        WebhookDefinition ops = file.Webhooks[0];
        Assert.Equal(("https://example.org/hook", "env:WORKFLOW_HOOK_SECRET"), (ops.Url.ToString(), ops.Secret.Text));
        Assert.Equal(["failure", "late"], ops.Events);
        Assert.Equal(["a"], ops.Pipelines);
        Assert.Equal(NotificationEvents.Chosen, file.Webhooks[1].Events);
        Assert.Null(file.Webhooks[1].Pipelines);
        Assert.Equal([KeyValuePair.Create("a", TimeSpan.FromHours(2))], file.LateAfter);
    }

    [Theory]
    [InlineData("ops: ", "notifications.ops.url: missing")]
    [InlineData("Ops: {url: 'https://a/', secret: env:A}", "'Ops' is no name of a webhook")]
    [InlineData("ops: {url: 'https://a/', secret: hunter2}", "pipelines.yaml:2:50: notifications.ops.secret: this is no reference. A secret in this file would be read by everybody")]
    [InlineData("ops: {url: 'https://a/', secret: 'env:'}", "this is no reference")]
    [InlineData("ops: {url: 'https://a/', secret: 'env:1A'}", "this is no reference")]
    [InlineData("ops: {url: 'https://a/', secret: 'file:relative'}", "this is no reference")]
    [InlineData("ops: {url: 'http://example.org/x?token=hidden', secret: env:A}", "notifications.ops.url: http to example.org can be read on the way: https is expected")]
    [InlineData("ops: {url: 'https://user:hidden@example.org/', secret: env:A}", "a user name or password in an address")]
    [InlineData("ops: {url: 'ftp://example.org/', secret: env:A}", "an https address is expected")]
    [InlineData("ops: {url: here, secret: env:A}", "an https address is expected")]
    [InlineData("ops: {url: 'https://a/', secret: env:A, on: [failures]}", "'failures' is unknown; did you mean 'failure'?")]
    [InlineData("ops: {url: 'https://a/', secret: env:A, on: []}", "notifications.ops.on: at least one is expected")]
    [InlineData("ops: {url: 'https://a/', secret: env:A, pipelines: [pp]}", "'pp' is unknown; ")]
    [InlineData("ops: {url: 'https://a/', secret: env:A, onn: late}", "notifications.ops.onn: unknown key; did you mean 'on'?")]
    public void Read_WrongWebhook_SaysWhereAndWhyWithoutTheSecret(string webhook, string expected)
    {
        string told = Assert.Throws<ConfigurationException>(() => TestPipelines.Open($"pipelines: {{p: }}\nnotifications: {{{webhook}}}\n")).Message;
        Assert.Contains(expected, told, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", told, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WrongLateAfter_SaysWhere() => Assert.Contains(
        "pipelines.p.late-after: 'soon' is not a duration",
        Assert.Throws<ConfigurationException>(() => TestPipelines.Open("pipelines: {p: {late-after: soon}}\n").ReadAll()).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Schema_OfAWebhook_HasTheKeysAndEventsOfTheReader()
    {
        JsonObject properties = Schema["webhook"]!["properties"]!.AsObject();
        Assert.Equal(["url", "secret", "on", "pipelines"], properties.Select(property => property.Key));
        Assert.Equal(NotificationEvents.Chosen, properties["on"]!["items"]!["enum"]!.AsArray().Select(item => item!.GetValue<string>()));
    }

    [Theory]
    [InlineData("env:NAME")]
    [InlineData("env:_a1")]
    [InlineData("env:")]
    [InlineData("env:1A")]
    [InlineData("env:A B")]
    [InlineData("file:/run/secret")]
    [InlineData("file:secret")]
    [InlineData("literal")]
    public void Schema_OfASecret_TakesWhatTheReaderTakes(string text) =>
        Assert.Equal(SecretReference.Parse(text) is not null, Matches("webhook", "secret", text));

    [Theory]
    [InlineData("250ms")]
    [InlineData("1.5h")]
    [InlineData("2 h")]
    [InlineData("2")]
    [InlineData("-2h")]
    [InlineData("h")]
    [InlineData("2w")]
    public void Schema_OfADuration_TakesWhatTheReaderTakes(string text) =>
        Assert.Equal(ConfigUnits.ParseDuration(text) is not null, Regex.IsMatch(text, Schema["duration"]!["pattern"]!.GetValue<string>(), RegexOptions.None, TimeSpan.FromSeconds(1)));

    private static bool Matches(string definition, string key, string text) =>
        Regex.IsMatch(text, Schema[definition]!["properties"]![key]!["pattern"]!.GetValue<string>(), RegexOptions.None, TimeSpan.FromSeconds(1));
}
