using System.Globalization;
using System.Text.Json.Nodes;

namespace Workflow.Testing.Kubernetes;

/// <summary>The objects of the stand-in, each with its version; whoever watches is woken by every change.</summary>
public sealed class KubernetesStore
{
    private readonly List<KubernetesObject> _objects = [];
    private readonly List<KubernetesRollout> _rollouts = [];
    private readonly Queue<KubernetesScene[]> _stories = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Version of the last change.</summary>
    public long Version { get; private set; } = 100;

    /// <summary>Completes at the next change.</summary>
    public Task Changed => _changed.Task;

    /// <summary>All objects.</summary>
    public IReadOnlyList<KubernetesObject> Objects => _objects;

    /// <summary>Says how the next rollout goes; without it, all goes well.</summary>
    public void Next(params KubernetesScene[] story) => _stories.Enqueue(story);

    /// <summary>The objects of a kind, in a namespace.</summary>
    public IEnumerable<KubernetesObject> List(string plural, string place) => _objects.Where(one => one.Kind.Plural == plural && one.Namespace == place);

    /// <summary>An object; null where there is none.</summary>
    public KubernetesObject? Find(string plural, string place, string name) => List(plural, place).FirstOrDefault(one => one.Name == name);

    /// <summary>What an object has made.</summary>
    public IEnumerable<KubernetesObject> MadeBy(KubernetesObject maker, string plural) =>
        List(plural, maker.Namespace).Where(one => one.Body["metadata"]!["ownerReferences"]?[0]?["uid"]?.GetValue<string>() == maker.Uid);

    /// <summary>Adds an object.</summary>
    public KubernetesObject Add(string plural, JsonObject body)
    {
        KubernetesKind kind = KubernetesKind.All.Single(kind => kind.Plural == plural);
        (body["apiVersion"], body["kind"]) = (kind.ApiVersion, kind.Name);
        JsonNode metadata = body["metadata"]!;
        (metadata["uid"], metadata["generation"], metadata["creationTimestamp"]) = (Guid.CreateVersion7().ToString("D"), 1L, "2026-03-01T08:00:00Z");
        var added = new KubernetesObject(kind, body);
        _objects.Add(added);
        Touch(added);
        return added;
    }

    /// <summary>Changes what an object shall be: a Deployment's new life begins.</summary>
    public void Change(KubernetesObject one, Action change)
    {
        string before = Text(one);
        string spec = one.Body["spec"]?.ToJsonString() ?? string.Empty;
        change();
        bool isDeployment = one.Kind.Name == "Deployment";
        if (isDeployment && one.Body["spec"]!["replicas"] is null) one.Body["spec"]!["replicas"] = 1;
        if (Text(one) == before) return;
        if ((one.Body["spec"]?.ToJsonString() ?? string.Empty) != spec)
        {
            one.Body["metadata"]!["generation"] = one.Body["metadata"]!["generation"]!.GetValue<long>() + 1;
            if (isDeployment) Begin(one);
        }

        Touch(one);
    }

    /// <summary>Gives an object a new version.</summary>
    public void Touch(KubernetesObject one)
    {
        one.Body["metadata"]!["resourceVersion"] = (++Version).ToString(CultureInfo.InvariantCulture);
        Signal();
    }

    /// <summary>Removes an object, now.</summary>
    public void Remove(KubernetesObject one)
    {
        _objects.Remove(one);
        Version++;
        Signal();
    }

    /// <summary>Somebody looks at pods: what comes next happens.</summary>
    public void Look()
    {
        foreach (KubernetesObject gone in _objects.Where(one => one.IsBeingDeleted).ToArray())
        {
            KubernetesObject[] sets = [.. MadeBy(gone, "replicasets")];
            KubernetesObject[] pods = [.. sets.SelectMany(set => MadeBy(set, "pods"))];
            foreach (KubernetesObject made in (KubernetesObject[])[.. sets, .. pods]) Remove(made);
            Remove(gone);
        }

        foreach (KubernetesRollout rollout in _rollouts.Where(rollout => _objects.Contains(rollout.Deployment)).ToArray())
        {
            if (rollout.Scenes.TryDequeue(out KubernetesScene? scene)) scene(rollout);
        }
    }

    private void Begin(KubernetesObject deployment)
    {
        KubernetesRollout? rollout = _rollouts.Find(one => one.Deployment == deployment);
        if (rollout is null) _rollouts.Add(rollout = new KubernetesRollout(this, deployment));
        rollout.Scenes.Clear();
        foreach (KubernetesScene scene in _stories.TryDequeue(out KubernetesScene[]? story) ? story : KubernetesScenes.Well) rollout.Scenes.Enqueue(scene);
    }

    private static string Text(KubernetesObject one) => one.Body.ToJsonString();

    private void Signal()
    {
        TaskCompletionSource changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }
}
