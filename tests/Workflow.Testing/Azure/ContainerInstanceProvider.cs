using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Workflow.Testing.Azure;

/// <summary>Container Instances of the stand-in: its groups, and what it allows of them.</summary>
public sealed class ContainerInstanceProvider
{
    private const int PageLength = 2;
    private readonly ConcurrentDictionary<string, StandInGroup> _groups = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, StandInGroup> _operations = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<StandInScene[]> _stories = new();
    private readonly ConcurrentQueue<string> _bodies = new();
    private readonly Func<DateTimeOffset> _now;

    /// <summary>Creates the provider.</summary>
    /// <param name="now">Azure's clock.</param>
    public ContainerInstanceProvider(Func<DateTimeOffset> now) => _now = now;

    /// <summary>Processors that the subscription may use in all.</summary>
    public decimal Quota { get; set; } = 100;

    /// <summary>DNS name labels that others have.</summary>
    public ISet<string> TakenLabels { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>How many looks a removal takes.</summary>
    public int LooksOfRemoval { get; set; } = 2;

    /// <summary>The groups that are there.</summary>
    public IReadOnlyList<StandInGroup> Groups => [.. _groups.Values.Where(group => !group.IsGone)];

    /// <summary>Every body that it was sent, taken or not.</summary>
    public IReadOnlyList<string> Bodies => [.. _bodies];

    /// <summary>Says how the next group, or the next change of one, goes; without it, all goes well.</summary>
    public ContainerInstanceProvider Next(params StandInScene[] story)
    {
        _stories.Enqueue(story);
        return this;
    }

    /// <summary>How an operation goes on.</summary>
    public ArmAnswer Operation(string id)
    {
        if (!_operations.TryGetValue(id, out StandInGroup? group)) return ArmAnswer.Of(new ArmError(404, "OperationNotFound", $"There is no operation '{id}'."));
        if (group.Operation == id && group.IsInTransition) group.Look();
        bool isRunning = group.Operation == id && group.IsInTransition;
        var body = group.Error?.Body ?? [];
        body["status"] = isRunning ? "InProgress" : group.ProvisioningState;
        return ArmAnswer.Ok(body);
    }

    /// <summary>The Resource Manager's own list, for a filter such as <c>tagName eq 'a' and tagValue eq 'b'</c>.</summary>
    public ArmAnswer WithTag(string filter)
    {
        string[] quoted = filter.Split('\'');
        (string name, string value) = (quoted.ElementAtOrDefault(1) ?? string.Empty, quoted.ElementAtOrDefault(3) ?? string.Empty);
        IEnumerable<JsonObject> found = Groups.Select(group => group.Summary()).Where(group => group["tags"]?[name]?.GetValue<string>() == value);
        return ArmAnswer.Ok(new JsonObject { ["value"] = new JsonArray([.. found]) });
    }

    /// <summary>Does what a request asks for.</summary>
    public async Task<ArmAnswer> DoAsync(Uri server, HttpRequest request, string[] parts, string body)
    {
        if (parts.Length == 0) return List(server, request);
        string path = string.Join('/', request.Path.Value!.Split('/')[..9]);
        _groups.TryGetValue(path, out StandInGroup? group);
        if (group is { IsGone: true }) group = null;
        return (request.Method, parts[1..]) switch
        {
            ("PUT", []) => await PutAsync(server, path, group, body),
            ("DELETE", []) => Delete(group),
            (_, []) when group is null => NotFound(path),
            ("GET", []) => Look(group!, path),
            ("POST", [string action]) when group is not null => Act(group, action),
            ("GET", ["containers", "scorer", "logs"]) when group is not null => Logs(group, request.Query["tail"].ToString()),
            _ => NotFound(path),
        };
    }

    private async Task<ArmAnswer> PutAsync(Uri server, string path, StandInGroup? group, string text)
    {
        _bodies.Enqueue(text);
        var body = (JsonObject)JsonNode.Parse(text)!;
        if (await RefuseAsync(group, path, body, text) is { } refusal) return ArmAnswer.Of(refusal);
        bool isNew = group is null;
        group ??= new StandInGroup(path, _now);
        group.Take(body, _stories.TryDequeue(out StandInScene[]? story) ? story : StandInScenes.Well);
        (_groups[path], _operations[group.Operation]) = (group, group);
        string operations = $"/subscriptions/{ArmStandIn.Subscription}/providers/Microsoft.ContainerInstance/locations/{body["location"]}/operations";
        string operation = new Uri(server, $"{operations}/{group.Operation}?api-version=2025-09-01").AbsoluteUri;
        return new ArmAnswer(isNew ? 201 : 200, group.Summary())
        {
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Azure-AsyncOperation"] = operation },
        };
    }

    private async Task<ArmError?> RefuseAsync(StandInGroup? group, string path, JsonObject body, string text)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        if (await ContainerGroupSchema.ProblemsAsync(text) is { Count: > 0 } problems)
            return new ArmError(400, "InvalidRequestContent", $"The request content was invalid: {string.Join("; ", problems)}.");
        if (group is { IsInTransition: true }) return Transitioning(name);
        if (group is not null && Fixed(group.Body) != Fixed(body)) return new ArmError(400, "InvalidContainerGroupUpdate", $"The updates on container group '{name}' are invalid.");
        var wanted = new StandInGroup(path, _now);
        wanted.Take(body, []);
        if (wanted.Label is { } label && (TakenLabels.Contains(label) || Others(path).Any(other => other.Label == label)))
            return new ArmError(409, "DnsNameLabelUnavailable", $"The DNS name label '{label}' in container group '{name}' not available. Try using a different label.");
        decimal used = Others(path).Sum(other => other.Cpu);
        if (used + wanted.Cpu <= Quota) return null;
        string usage = string.Create(CultureInfo.InvariantCulture, $"Limit: '{Quota}', Usage: '{used}' Requested: '{wanted.Cpu}'");
        return new ArmError(400, "ContainerGroupQuotaReached", $"Container group quota 'StandardCores' exceeded in region '{body["location"]}'. {usage}.");
    }

    private static ArmError Transitioning(string name) =>
        new(409, "ContainerGroupTransitioning", $"The container group '{name}' is still transitioning, please retry later.");

    private IEnumerable<StandInGroup> Others(string path) => Groups.Where(group => !string.Equals(group.Path, path, StringComparison.OrdinalIgnoreCase));

    // What Azure changes in no group that is there.
    private static string Fixed(JsonObject body)
    {
        JsonNode properties = body["properties"]!;
        return $"{properties["osType"]} {properties["restartPolicy"]} {properties["ipAddress"]?["type"]} {properties["containers"]![0]!["properties"]!["resources"]!.ToJsonString()}";
    }

    private ArmAnswer Look(StandInGroup group, string path)
    {
        group.Look();
        return group.IsGone ? NotFound(path) : ArmAnswer.Ok(group.Shown());
    }

    private ArmAnswer Delete(StandInGroup? group)
    {
        if (group is null) return new ArmAnswer(204, null);
        group.Remove(LooksOfRemoval);
        return new ArmAnswer(LooksOfRemoval > 1 ? 202 : 200, null);
    }

    private ArmAnswer Act(StandInGroup group, string action)
    {
        if (group.IsInTransition) return ArmAnswer.Of(Transitioning(group.Name));
        if (action == "stop") group.Stop();
        else group.Play(_stories.TryDequeue(out StandInScene[]? story) ? story : [StandInScenes.Nothing, StandInScenes.Runs]);
        return new ArmAnswer(action == "start" ? 202 : 204, null);
    }

    private ArmAnswer List(Uri server, HttpRequest request)
    {
        int skip = int.TryParse(request.Query["skip"], CultureInfo.InvariantCulture, out int from) ? from : 0;
        StandInGroup[] page = [.. Groups.Where(group => group.Path.StartsWith($"{request.Path}/", StringComparison.OrdinalIgnoreCase)).OrderBy(group => group.Name, StringComparer.Ordinal).Skip(skip).Take(PageLength + 1)];
        var body = new JsonObject { ["value"] = new JsonArray([.. page.Take(PageLength).Select(group => group.Summary())]) };
        if (page.Length > PageLength) body["nextLink"] = new Uri(server, $"{request.Path}?api-version=2025-09-01&skip={skip + PageLength}").AbsoluteUri;
        return ArmAnswer.Ok(body);
    }

    private static ArmAnswer Logs(StandInGroup group, string tail)
    {
        int lines = int.TryParse(tail, CultureInfo.InvariantCulture, out int some) ? some : int.MaxValue;
        return ArmAnswer.Ok(new JsonObject { ["content"] = string.Join('\n', group.Log.Split('\n').TakeLast(lines)) });
    }

    private static ArmAnswer NotFound(string path) => ArmAnswer.Of(new ArmError(404, "ResourceNotFound", $"The Resource '{path}' was not found."));
}
