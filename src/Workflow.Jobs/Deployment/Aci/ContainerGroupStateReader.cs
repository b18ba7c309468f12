using System.Text.Json;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Reads a container group from Azure's JSON. What Azure leaves out, as it does while it is at work, is empty.</summary>
internal static class ContainerGroupStateReader
{
    /// <summary>Reads a group from its own properties.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tags">Its tags.</param>
    /// <param name="properties">Its properties, as a resource of any type has them.</param>
    public static ContainerGroupState Read(string name, IEnumerable<KeyValuePair<string, string>> tags, JsonElement properties)
    {
        JsonElement view = Get(properties, "instanceView");
        JsonElement address = Get(properties, "ipAddress");
        return new ContainerGroupState
        {
            Name = name,
            Tags = new Dictionary<string, string>(tags, StringComparer.Ordinal),
            ProvisioningState = Text(properties, "provisioningState") ?? string.Empty,
            State = Text(view, "state") ?? string.Empty,
            Containers = [.. Items(properties, "containers").Select(Container)],
            Events = [.. Items(view, "events").Select(Event)],
            RestartPolicy = Enum.TryParse(Text(properties, "restartPolicy"), out RestartPolicy policy) ? policy : RestartPolicy.Always,
            ProbeThreshold = Items(properties, "containers").Select(ProbeThreshold).DefaultIfEmpty().Max(),
            Ip = Text(address, "ip"),
            Fqdn = Text(address, "fqdn"),
        };
    }

    /// <summary>Reads a group from an entry of a list.</summary>
    public static ContainerGroupState Read(JsonElement group)
    {
        JsonElement tags = Get(group, "tags");
        IEnumerable<KeyValuePair<string, string>> pairs = tags.ValueKind == JsonValueKind.Object
            ? tags.EnumerateObject().Select(tag => KeyValuePair.Create(tag.Name, tag.Value.ToString()))
            : [];
        return Read(Text(group, "name") ?? string.Empty, pairs, Get(group, "properties"));
    }

    private static ContainerState Container(JsonElement container)
    {
        JsonElement properties = Get(container, "properties");
        JsonElement view = Get(properties, "instanceView");
        return new ContainerState(
            Text(container, "name") ?? string.Empty,
            Text(properties, "image") ?? string.Empty,
            Phase(Get(view, "currentState")),
            Phase(Get(view, "previousState")),
            Number(view, "restartCount") ?? 0,
            [.. Items(view, "events").Select(Event)]);
    }

    private static int ProbeThreshold(JsonElement container)
    {
        JsonElement properties = Get(container, "properties");
        return Math.Max(Number(Get(properties, "livenessProbe"), "failureThreshold") ?? 0, Number(Get(properties, "readinessProbe"), "failureThreshold") ?? 0);
    }

    private static ContainerPhase? Phase(JsonElement phase) => Text(phase, "state") is { } state
        ? new ContainerPhase(state, Text(phase, "detailStatus") ?? string.Empty, Number(phase, "exitCode"), Time(phase, "startTime"), Time(phase, "finishTime"))
        : null;

    private static ContainerEvent Event(JsonElement happened) => new(
        Text(happened, "name") ?? string.Empty,
        Text(happened, "message") ?? string.Empty,
        Number(happened, "count") ?? 1,
        Time(happened, "lastTimestamp") ?? Time(happened, "firstTimestamp"));

    private static JsonElement Get(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) ? value : default;

    private static IEnumerable<JsonElement> Items(JsonElement parent, string name) =>
        Get(parent, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    private static string? Text(JsonElement parent, string name) => Get(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static int? Number(JsonElement parent, string name) =>
        Get(parent, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int value) ? value : null;

    private static DateTimeOffset? Time(JsonElement parent, string name) =>
        Get(parent, name) is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out DateTimeOffset time) ? time : null;
}
