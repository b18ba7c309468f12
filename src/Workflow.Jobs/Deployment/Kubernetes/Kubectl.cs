using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>The calls of kubectl that workloads need, each by a list of arguments, for one cluster that is named explicitly.</summary>
public sealed class Kubectl
{
    /// <summary>Under which name the cluster remembers the fields that are ours.</summary>
    public const string FieldManager = "workflow";

    private const int FirstMinorWithStrict = 25;
    private static readonly TimeSpan LongestProxy = TimeSpan.FromHours(1);
    private readonly KubectlCalls _calls;
    private readonly KubernetesOptions _options;
    private int? _minor;

    /// <summary>Creates the calls. Nothing is run yet.</summary>
    /// <param name="cluster">Which cluster.</param>
    /// <param name="options">The program and its limits.</param>
    /// <param name="time">Clock of both.</param>
    public Kubectl(KubernetesCluster cluster, KubernetesOptions options, TimeProvider time)
    {
        _calls = new KubectlCalls(cluster, options, time);
        _options = options;
    }

    /// <summary>Version of the kubectl that is run, for example <c>v1.33.1</c>.</summary>
    /// <exception cref="KubernetesException">There is none on the PATH; the message says how to get one.</exception>
    public async Task<string> VersionAsync(CancellationToken cancellationToken)
    {
        string output = await _calls.RunAsync(["version", "--client", "--output=json"], cancellationToken).ConfigureAwait(false);
        using JsonDocument version = JsonDocument.Parse(output);
        return version.RootElement.GetProperty("clientVersion").GetProperty("gitVersion").GetString() ?? string.Empty;
    }

    /// <summary>Sends manifests by server-side apply: what is so already stays, and what another field manager holds is a conflict.</summary>
    /// <param name="namespaceName">Namespace of all of them.</param>
    /// <param name="manifests">YAML documents, without secrets.</param>
    /// <param name="takesOver">Whether fields are taken over that other managers hold.</param>
    /// <param name="cancellationToken">Kills it. Some of the objects may have been applied; applying again is no harm.</param>
    /// <exception cref="KubernetesException">The cluster refuses it.</exception>
    public async Task<string> ApplyAsync(string namespaceName, string manifests, bool takesOver, CancellationToken cancellationToken)
    {
        // Older ones know no level of strictness: they compare with the cluster's schema themselves.
        string strict = await MinorAsync(cancellationToken).ConfigureAwait(false) >= FirstMinorWithStrict ? "strict" : "true";
        string folder = Directory.CreateTempSubdirectory("workflow-manifests-").FullName;
        try
        {
            string file = Path.Combine(folder, "workload.yaml");
            await File.WriteAllTextAsync(file, manifests, new UTF8Encoding(false), cancellationToken).ConfigureAwait(false);
            List<string> arguments =
                ["apply", "--server-side", $"--field-manager={FieldManager}", $"--validate={strict}", $"--namespace={namespaceName}", $"--filename={file}"];
            if (takesOver) arguments.Add("--force-conflicts");
            return await _calls.RunAsync(arguments, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Sends one manifest that has secrets in it, and takes its fields over: by standard input, so that it stands in no file.</summary>
    /// <param name="namespaceName">Its namespace.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="cancellationToken">Kills it; applying again is no harm.</param>
    /// <exception cref="KubernetesException">The cluster refuses it; the message has none of the secrets.</exception>
    internal Task ApplySecretAsync(string namespaceName, KubectlInput manifest, CancellationToken cancellationToken) => _calls.RunAsync(
        ["apply", "--server-side", $"--field-manager={FieldManager}", "--force-conflicts", $"--namespace={namespaceName}", "--filename=-"], manifest, cancellationToken);

    /// <summary>Leads requests from a socket to one path of the API, until it is killed.</summary>
    /// <param name="socket">The socket that it makes.</param>
    /// <param name="path">The path below which it lets requests through.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="KubernetesException">It has ended by itself.</exception>
    internal Task ProxyAsync(string socket, string path, CancellationToken cancellationToken) =>
        _calls.OnceAsync(["proxy", $"--unix-socket={socket}", $"--accept-paths=^{Regex.Escape(path)}/", "--reject-methods=^(PUT|PATCH|DELETE)$"], LongestProxy, cancellationToken);

    /// <summary>Objects as JSON; empty where there are none.</summary>
    /// <param name="namespaceName">Their namespace.</param>
    /// <param name="what">Kinds with commas between, or kind/name; and selectors.</param>
    /// <param name="cancellationToken">Kills it.</param>
    public Task<string> GetAsync(string namespaceName, IEnumerable<string> what, CancellationToken cancellationToken) =>
        _calls.RunAsync(["get", .. what, $"--namespace={namespaceName}", "--ignore-not-found", "--output=json"], cancellationToken);

    /// <summary>Waits until a Deployment's present revision runs.</summary>
    /// <exception cref="KubernetesException">It does not within the limit, or the cluster has given up.</exception>
    public Task RolloutStatusAsync(WorkloadAddress address, TimeSpan limit, CancellationToken cancellationToken) =>
        _calls.OnceAsync(
            ["rollout", "status", $"deployment/{address.Name}", $"--namespace={address.Namespace}", $"--timeout={Seconds(limit)}"],
            limit + _options.CallTimeout,
            cancellationToken);

    /// <summary>Brings a Deployment back to the revision before, or to a given one.</summary>
    /// <exception cref="KubernetesException">There is none.</exception>
    public async Task UndoAsync(WorkloadAddress address, long? revision, CancellationToken cancellationToken)
    {
        List<string> arguments = ["rollout", "undo", $"deployment/{address.Name}", $"--namespace={address.Namespace}"];
        if (revision is { } number) arguments.Add(string.Create(CultureInfo.InvariantCulture, $"--to-revision={number}"));

        // Once: a second time would bring back what the first has left.
        await _calls.OnceAsync(arguments, _options.CallTimeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets how many replicas there are.</summary>
    /// <exception cref="KubernetesException">The cluster refuses it.</exception>
    public Task ScaleAsync(WorkloadAddress address, int replicas, CancellationToken cancellationToken) =>
        _calls.RunAsync(
            ["scale", $"deployment/{address.Name}", string.Create(CultureInfo.InvariantCulture, $"--replicas={replicas}"), $"--namespace={address.Namespace}"],
            cancellationToken);

    /// <summary>The last lines that a pod's container has written.</summary>
    /// <param name="namespaceName">Namespace of the pod.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="lines">How many.</param>
    /// <param name="ofEarlier">Whether its run before the present one is meant.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="KubernetesException">There are none.</exception>
    public async Task<string> LogTailAsync(string namespaceName, string pod, int lines, bool ofEarlier, CancellationToken cancellationToken)
    {
        List<string> arguments =
        [
            "logs", pod, $"--container={Manifests.PodManifest.Container}", string.Create(CultureInfo.InvariantCulture, $"--tail={lines}"),
            "--limit-bytes=65536", $"--namespace={namespaceName}",
        ];
        if (ofEarlier) arguments.Add("--previous");
        return (await _calls.OnceAsync(arguments, _options.CallTimeout, cancellationToken).ConfigureAwait(false)).TrimEnd();
    }

    /// <summary>What the API answers at a path.</summary>
    /// <exception cref="KubernetesException">It refuses.</exception>
    internal Task<string> GetRawAsync(string path, CancellationToken cancellationToken) =>
        _calls.OnceAsync(["get", $"--raw={path}"], _options.CallTimeout, cancellationToken);

    /// <summary>What the API answers to a body of JSON that is sent to a path.</summary>
    /// <exception cref="KubernetesException">It refuses.</exception>
    internal async Task<string> PostRawAsync(string path, string body, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("workflow-request-").FullName;
        try
        {
            string file = Path.Combine(folder, "request.json");
            await File.WriteAllTextAsync(file, body, new UTF8Encoding(false), cancellationToken).ConfigureAwait(false);
            return await _calls.OnceAsync(["create", $"--raw={path}", $"--filename={file}"], _options.CallTimeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Asks the cluster to remove objects and all that they made. Those that are gone already are no error.</summary>
    /// <param name="namespaceName">Their namespace.</param>
    /// <param name="objects">Which, as kind/name.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="KubernetesException">The cluster refuses it.</exception>
    public Task DeleteAsync(string namespaceName, IEnumerable<string> objects, CancellationToken cancellationToken) =>
        _calls.RunAsync(["delete", .. objects, $"--namespace={namespaceName}", "--cascade=foreground", "--wait=false", "--ignore-not-found"], cancellationToken);

    private async Task<int> MinorAsync(CancellationToken cancellationToken)
    {
        if (_minor is { } known) return known;
        string version = await VersionAsync(cancellationToken).ConfigureAwait(false);
        string[] parts = version.TrimStart('v').Split('.');
        _minor = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor) ? minor : 0;
        return _minor.Value;
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)time.TotalSeconds)}s");
}
