using System.Globalization;
using System.Text.Json.Nodes;

namespace Workflow.Testing.Azure;

/// <summary>A container group of the stand-in.</summary>
public sealed class StandInGroup
{
    private readonly Func<DateTimeOffset> _now;
    private readonly Queue<StandInScene> _scenes = new();
    private readonly JsonArray _events = [];
    private readonly string _path;
    private bool _isReplaced;

    /// <summary>Creates the group.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="now">Azure's clock.</param>
    public StandInGroup(string path, Func<DateTimeOffset> now) => (_path, _now) = (path, now);

    /// <summary>Its path at the Resource Manager.</summary>
    public string Path => _path;

    /// <summary>Its name.</summary>
    public string Name => _path[(_path.LastIndexOf('/') + 1)..];

    /// <summary>The body that it was made of last, secrets included.</summary>
    public JsonObject Body { get; private set; } = [];

    /// <summary>How far Azure is.</summary>
    public string ProvisioningState { get; private set; } = "Creating";

    /// <summary>Whether Azure is at work.</summary>
    public bool IsInTransition => ProvisioningState is not ("Succeeded" or "Failed");

    /// <summary>Id of the last operation.</summary>
    public string Operation { get; private set; } = string.Empty;

    /// <summary>How the last operation failed; null where it did not.</summary>
    public ArmError? Error { get; private set; }

    /// <summary>Whether it is removed.</summary>
    public bool IsGone { get; set; }

    /// <summary>Whether somebody has stopped it.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>How its container is; null before it is there.</summary>
    public JsonObject? Current { get; set; }

    /// <summary>How the run before ended; null where there was none.</summary>
    public JsonObject? Previous { get; set; }

    /// <summary>How often its container was started again.</summary>
    public int RestartCount { get; set; }

    /// <summary>What its container has written.</summary>
    public string Log { get; set; } = string.Empty;

    /// <summary>Its image.</summary>
    public string Image => Container["image"]!.GetValue<string>();

    /// <summary>Its processors.</summary>
    public decimal Cpu => Container["resources"]!["requests"]!["cpu"]!.GetValue<decimal>();

    /// <summary>Its DNS name label; null where it has none.</summary>
    public string? Label => Body["properties"]?["ipAddress"]?["dnsNameLabel"]?.GetValue<string>();

    private JsonNode Container => Body["properties"]!["containers"]![0]!["properties"]!;

    /// <summary>Takes a body: the operation begins.</summary>
    public void Take(JsonObject body, IEnumerable<StandInScene> scenes)
    {
        ProvisioningState = Body.Count == 0 ? "Creating" : "Updating";
        Body = body;
        _isReplaced = false;
        Play(scenes);
    }

    /// <summary>Begins an operation.</summary>
    public void Play(IEnumerable<StandInScene> scenes)
    {
        if (!IsInTransition) ProvisioningState = "Updating";
        (Operation, Error, IsStopped) = (Guid.CreateVersion7().ToString("D"), null, false);
        _scenes.Clear();
        foreach (StandInScene scene in scenes) _scenes.Enqueue(scene);
    }

    /// <summary>Begins to remove it.</summary>
    public void Remove(int looks)
    {
        ProvisioningState = "Deleting";
        _scenes.Clear();
        for (int i = 1; i < looks; i++) _scenes.Enqueue(StandInScenes.Nothing);
        _scenes.Enqueue(group => group.IsGone = true);
    }

    /// <summary>Stops its container.</summary>
    public void Stop()
    {
        IsStopped = true;
        Current = Phase("Terminated", "Completed", 137);
    }

    /// <summary>Somebody looks: what comes next happens.</summary>
    public void Look()
    {
        if (_scenes.TryDequeue(out StandInScene? scene)) scene(this);
    }

    /// <summary>Ends the operation.</summary>
    public void End(string state, ArmError? error) => (ProvisioningState, Error) = (state, error);

    /// <summary>Lets the container of the revision before be gone. Its events stay in the list.</summary>
    public void Replace()
    {
        if (_isReplaced) return;
        (_isReplaced, Current, Previous, RestartCount) = (true, null, null, 0);
    }

    /// <summary>Adds an event.</summary>
    public void Tell(string name, string message, string type = "Normal", int count = 1) => _events.Add(new JsonObject
    {
        ["name"] = name,
        ["type"] = type,
        ["count"] = count,
        ["firstTimestamp"] = Text(_now()),
        ["lastTimestamp"] = Text(_now()),
        ["message"] = message,
    });

    /// <summary>How a container is from now on.</summary>
    public JsonObject Phase(string state, string detail = "", int? exitCode = null)
    {
        var phase = new JsonObject { ["state"] = state, ["detailStatus"] = detail, ["startTime"] = Text(_now()) };
        if (exitCode is { } code) (phase["exitCode"], phase["finishTime"]) = (code, Text(_now()));
        return phase;
    }

    /// <summary>The group as lists show it: no secrets, nothing of how it is.</summary>
    public JsonObject Summary()
    {
        var shown = (JsonObject)Body.DeepClone();
        (shown["id"], shown["name"], shown["type"]) = (_path, Name, "Microsoft.ContainerInstance/containerGroups");
        JsonNode properties = shown["properties"]!;
        properties["provisioningState"] = ProvisioningState;
        foreach (JsonNode? registry in properties["imageRegistryCredentials"]?.AsArray() ?? []) registry!.AsObject().Remove("password");
        foreach (JsonNode? variable in properties["containers"]![0]!["properties"]!["environmentVariables"]?.AsArray() ?? []) variable!.AsObject().Remove("secureValue");
        if (ProvisioningState == "Succeeded" && properties["ipAddress"] is { } address)
        {
            address["ip"] = "203.0.113.7";
            if (Label is { } label) address["fqdn"] = $"{label}.{Body["location"]}.azurecontainer.io";
        }

        return shown;
    }

    /// <summary>The group as its own address shows it.</summary>
    public JsonObject Shown()
    {
        JsonObject shown = Summary();
        JsonNode properties = shown["properties"]!;
        string state = IsStopped ? "Stopped" : Current?["state"]?.GetValue<string>() == "Running" ? "Running" : ProvisioningState == "Failed" ? "Failed" : "Pending";
        properties["instanceView"] = new JsonObject { ["events"] = new JsonArray(), ["state"] = state };
        var view = new JsonObject { ["restartCount"] = RestartCount, ["events"] = _events.DeepClone() };
        if (Current is not null) view["currentState"] = Current.DeepClone();
        if (Previous is not null) view["previousState"] = Previous.DeepClone();
        properties["containers"]![0]!["properties"]!["instanceView"] = view;
        return shown;
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
