using Workflow.Jobs.Pipelines;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Notifications;

/// <summary>Reads <c>notifications</c> of pipelines.yaml.</summary>
internal static class WebhooksReader
{
    private const string Key = "notifications";

    /// <summary>Reads the webhooks and notes what is wrong with them.</summary>
    /// <param name="root">The file.</param>
    /// <param name="pipelines">Names of its pipelines.</param>
    /// <param name="problems">Where to note what is wrong.</param>
    public static IReadOnlyList<WebhookDefinition> Read(ConfigMapReader root, IReadOnlyList<string> pipelines, ConfigProblems problems) =>
        [.. root.Maps(Key).Select(entry => ReadWebhook(entry.Key, entry.Reader, pipelines, problems)).OfType<WebhookDefinition>()];

    private static WebhookDefinition? ReadWebhook(string name, ConfigMapReader map, IReadOnlyList<string> pipelines, ConfigProblems problems)
    {
        if (!ConfigNames.IsName(name)) problems.Add(map.Location, map.Path, $"'{name}' is no name of a webhook: {ConfigNames.Rule}");
        Uri? url = ReadUrl(map);
        SecretReference? secret = ReadSecret(map);
        IReadOnlyList<string> events = map.Node("on") is null ? NotificationEvents.Chosen : ReadNames(map, "on", NotificationEvents.Chosen);
        IReadOnlyList<string>? only = map.Node("pipelines") is null ? null : ReadNames(map, "pipelines", pipelines);
        map.RejectUnknownKeys();
        return url is null || secret is null ? null : new WebhookDefinition(name, url, secret, events, only);
    }

    // Addresses may hold what nobody else is to see: messages tell of their host at most.
    private static Uri? ReadUrl(ConfigMapReader map)
    {
        string text = map.Text("url");
        if (text.Length == 0) return null;
        string? problem = !Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0 ? "an https address is expected"
            : url.UserInfo.Length > 0 ? "a user name or password in an address ends up in logs: the receiver knows you by the signature"
            : url.Scheme == "http" && !url.IsLoopback ? $"http to {url.Host} can be read on the way: https is expected, http only for this machine (127.0.0.1, ::1, localhost)"
            : null;
        if (problem is not null) map.Problem("url", problem);
        return problem is null ? url : null;
    }

    private static SecretReference? ReadSecret(ConfigMapReader map)
    {
        string text = map.Text("secret");
        if (text.Length == 0) return null;
        var reference = SecretReference.Parse(text);
        if (reference is null) map.Problem("secret", $"this is no reference. A secret in this file would be read by everybody who reads the file, so only its place is written here: {SecretReference.Rule}");
        return reference;
    }

    private static IReadOnlyList<string> ReadNames(ConfigMapReader map, string key, IReadOnlyList<string> allowed)
    {
        IReadOnlyList<string> names = map.Texts(key);
        if (names.Count == 0) map.Problem(key, "at least one is expected; without the key there are all of them");
        foreach (string unknown in names.Where(name => !allowed.Contains(name, StringComparer.Ordinal))) map.Problem(key, $"'{unknown}' is unknown; {NearestName.Hint(unknown, [.. allowed])}");
        return [.. names.Distinct(StringComparer.Ordinal)];
    }
}
