using System.Globalization;
using System.Text.Json.Nodes;

namespace Workflow.Testing.Kubernetes;

/// <summary>The controllers' part in the life of one Deployment: its revisions, its pods, and what is told of them.</summary>
public sealed class KubernetesRollout
{
    private const string Revision = "deployment.kubernetes.io/revision";
    private readonly KubernetesStore _store;
    private int _pods;

    /// <summary>Creates it.</summary>
    public KubernetesRollout(KubernetesStore store, KubernetesObject deployment) => (_store, Deployment) = (store, deployment);

    /// <summary>The Deployment.</summary>
    public KubernetesObject Deployment { get; }

    /// <summary>What is still to come.</summary>
    public Queue<KubernetesScene> Scenes { get; } = new();

    /// <summary>Name of the present revision's first pod.</summary>
    public string Pod => CurrentPods[0].Name;

    /// <summary>Image that it asks for.</summary>
    public string Image => Deployment.Body["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!.GetValue<string>();

    // Of the Secret that bears the Deployment's name: tests name others that nobody makes.
    private bool LacksItsKeys =>
        Deployment.Body["spec"]!["template"]!["spec"]!["containers"]![0]!["env"] is JsonArray variables
        && variables.Any(variable => variable!["valueFrom"]?["secretKeyRef"]?["name"]?.GetValue<string>() == Deployment.Name)
        && _store.Find("secrets", Deployment.Namespace, Deployment.Name) is null;

    private int Replicas => Deployment.Body["spec"]!["replicas"]!.GetValue<int>();

    private KubernetesObject Current => Sets.Single(set => JsonNode.DeepEquals(TemplateOf(set), Deployment.Body["spec"]!["template"]));

    private List<KubernetesObject> CurrentPods => PodsOf(Current);

    private List<KubernetesObject> Sets => [.. _store.MadeBy(Deployment, "replicasets")];

    /// <summary>The controllers look: there is a ReplicaSet of the present revision, with new pods that wait.</summary>
    public void Observe()
    {
        if (!Sets.Any(set => JsonNode.DeepEquals(TemplateOf(set), Deployment.Body["spec"]!["template"]))) MakeSet();
        long last = Sets.Max(RevisionOf);
        if (RevisionOf(Current) < last) Annotate(Current, last + 1);
        Annotate(Deployment, RevisionOf(Current));
        List<KubernetesObject> pods = CurrentPods;
        for (int i = pods.Count; i < Replicas; i++) MakePod();
        foreach (KubernetesObject pod in pods.Skip(Replicas)) _store.Remove(pod);
        Tell(condition: null);
    }

    /// <summary>All pods of the present revision run and answer; those of others go. They do not start where the Secret with the keys is not there.</summary>
    public void Run()
    {
        if (LacksItsKeys)
        {
            SetPods("Pending", new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "CreateContainerConfigError", ["message"] = $"secret \"{Deployment.Name}\" not found" } });
            return;
        }

        Observe();
        foreach (KubernetesObject pod in CurrentPods) SetPod(pod, "Running", isReady: true, new JsonObject { ["running"] = new JsonObject() });
        foreach (KubernetesObject pod in Sets.Where(set => set != Current).SelectMany(PodsOf)) _store.Remove(pod);
        Tell(Condition("Progressing", "True", "NewReplicaSetAvailable", "ReplicaSet has successfully progressed."));
    }

    /// <summary>The pods of the present revision are so.</summary>
    public void SetPods(string phase, JsonObject state, JsonObject? lastState = null, int restarts = 0, JsonObject? condition = null)
    {
        Observe();
        foreach (KubernetesObject pod in CurrentPods) SetPod(pod, phase, isReady: false, state, lastState, restarts, condition);
        Tell(condition: null);
    }

    /// <summary>No pod of the present revision is made.</summary>
    public void MakeNone(string message)
    {
        Observe();
        foreach (KubernetesObject pod in CurrentPods) _store.Remove(pod);
        Tell(Condition("ReplicaFailure", "True", "FailedCreate", message));
        Warn("ReplicaSet", Current.Name, "FailedCreate", $"Error creating: {message}");
    }

    /// <summary>The Deployment gives the present revision up.</summary>
    public void GiveUp()
    {
        Observe();
        Tell(Condition("Progressing", "False", "ProgressDeadlineExceeded", $"ReplicaSet \"{Current.Name}\" has timed out progressing."));
    }

    /// <summary>Tells an event.</summary>
    public void Warn(string kind, string name, string reason, string message, int count = 1, string type = "Warning")
    {
        _store.Add("events", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = string.Create(CultureInfo.InvariantCulture, $"{name}.{_store.Version}"), ["namespace"] = Deployment.Namespace },
            ["involvedObject"] = new JsonObject { ["kind"] = kind, ["name"] = name, ["namespace"] = Deployment.Namespace },
            ["reason"] = reason,
            ["message"] = message,
            ["type"] = type,
            ["count"] = count,
        });
    }

    /// <summary>Adds a condition of the API server's.</summary>
    public static JsonObject Condition(string type, string status, string reason, string message) =>
        new() { ["type"] = type, ["status"] = status, ["reason"] = reason, ["message"] = message };

    private void MakeSet()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{Deployment.Name}-{Sets.Count + 1}");
        KubernetesObject set = _store.Add("replicasets", new JsonObject
        {
            ["metadata"] = Metadata(name, Deployment, "apps/v1", "Deployment"),
            ["spec"] = new JsonObject { ["replicas"] = Replicas, ["selector"] = Deployment.Body["spec"]!["selector"]!.DeepClone(), ["template"] = Deployment.Body["spec"]!["template"]!.DeepClone() },
        });
        Annotate(set, Sets.Count);
    }

    private void MakePod()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{Current.Name}-{++_pods}");
        JsonObject metadata = Metadata(name, Current, "apps/v1", "ReplicaSet");
        KubernetesObject pod = _store.Add("pods", new JsonObject { ["metadata"] = metadata, ["spec"] = Deployment.Body["spec"]!["template"]!["spec"]!.DeepClone() });
        SetPod(pod, "Pending", isReady: false, new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "ContainerCreating" } });
    }

    private JsonObject Metadata(string name, KubernetesObject maker, string apiVersion, string kind) => new()
    {
        ["name"] = name,
        ["namespace"] = Deployment.Namespace,
        ["labels"] = Deployment.Body["spec"]!["template"]!["metadata"]!["labels"]!.DeepClone(),
        ["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["name"] = maker.Name, ["uid"] = maker.Uid, ["controller"] = true }),
    };

    private void SetPod(KubernetesObject pod, string phase, bool isReady, JsonObject state, JsonObject? lastState = null, int restarts = 0, JsonObject? condition = null)
    {
        string image = pod.Body["spec"]!["containers"]![0]!["image"]!.GetValue<string>();
        var container = new JsonObject { ["name"] = "scorer", ["image"] = image, ["restartCount"] = restarts, ["ready"] = isReady, ["state"] = state.DeepClone(), ["imageID"] = isReady ? image : "" };
        if (lastState is not null) container["lastState"] = lastState.DeepClone();
        var conditions = new JsonArray(Condition("Ready", isReady ? "True" : "False", "", ""));
        if (condition is not null) conditions.Add(condition.DeepClone());
        pod.Body["status"] = new JsonObject { ["phase"] = phase, ["conditions"] = conditions, ["containerStatuses"] = new JsonArray(container) };
        _store.Touch(pod);
    }

    private void Tell(JsonObject? condition)
    {
        int total = Sets.Sum(set => PodsOf(set).Count);
        int ready = Sets.SelectMany(PodsOf).Count(IsReady);
        Deployment.Body["status"] = new JsonObject
        {
            ["observedGeneration"] = Deployment.Body["metadata"]!["generation"]!.DeepClone(),
            ["replicas"] = total,
            ["updatedReplicas"] = CurrentPods.Count,
            ["readyReplicas"] = ready,
            ["availableReplicas"] = ready,
            ["unavailableReplicas"] = Math.Max(0, Replicas - ready),
            ["conditions"] = new JsonArray(condition ?? Condition("Progressing", "True", "ReplicaSetUpdated", "progressing")),
        };
        _store.Touch(Deployment);
    }

    private void Annotate(KubernetesObject one, long revision)
    {
        if (one.Body["metadata"]!["annotations"] is not JsonObject annotations) one.Body["metadata"]!["annotations"] = annotations = [];
        annotations[Revision] = revision.ToString(CultureInfo.InvariantCulture);
        _store.Touch(one);
    }

    private List<KubernetesObject> PodsOf(KubernetesObject set) => [.. _store.MadeBy(set, "pods")];

    private static bool IsReady(KubernetesObject pod) => pod.Body["status"]!["containerStatuses"]![0]!["ready"]!.GetValue<bool>();

    private static long RevisionOf(KubernetesObject one) => long.Parse(one.Body["metadata"]!["annotations"]![Revision]!.GetValue<string>(), CultureInfo.InvariantCulture);

    private static JsonNode TemplateOf(KubernetesObject set) => set.Body["spec"]!["template"]!;
}
