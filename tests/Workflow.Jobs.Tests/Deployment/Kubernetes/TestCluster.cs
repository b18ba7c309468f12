using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Deployment.Kubernetes;
using Workflow.Testing.Kubernetes;
using Workflow.Testing.Requirements;

namespace Workflow.Jobs.Tests.Deployment.Kubernetes;

/// <summary>A cluster of one test: a stand-in for its API, the kubectl on the PATH, and clients that wait for nothing longer than it takes to ask.</summary>
internal sealed class TestCluster : IAsyncDisposable, IProgress<string>
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentQueue<string> _lines = new();

    private readonly HttpClient _inside;

    private TestCluster(KubernetesStandIn api)
    {
        Api = api;
        _inside = RemoteDeployments.Client(host => IsInside ? Api.Scorer(host.Split('.')[0]) : null);
    }

    /// <summary>Whether this process reaches the cluster's Services by their names.</summary>
    public bool IsInside { get; set; } = true;

    public KubernetesStandIn Api { get; }

    public KubernetesStore Store => Api.Store;

    /// <summary>What was told while something was waited for.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>The test's Deployment.</summary>
    public KubernetesObject Deployment => Assert.Single(Store.List("deployments", KubernetesStandIn.Namespace));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestCluster> StartAsync()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        Require.That(folders.Any(folder => File.Exists(Path.Combine(folder, "kubectl"))), "kubectl on the PATH (Debian: kubernetes-client)");
        return new TestCluster(await KubernetesStandIn.StartAsync());
    }

    public KubernetesOptions Options(int retries = 2, string program = "kubectl") => new() { Program = program, CacheDirectory = Api.CacheDirectory, PollInterval = Moment, RetryDelay = Moment, ReachTimeout = 10 * Moment, Retries = retries, LogLines = 3 };

    /// <summary>A client that knows nothing but what the cluster has, as after a crash.</summary>
    public Workloads Open(string? kubeConfig = null, string? context = null) =>
        new(new KubernetesCluster(kubeConfig ?? Api.WriteKubeConfig(), context), Options(), TimeProvider.System);

    /// <summary>The platform as a new command sees it.</summary>
    public KubernetesPlatform Platform(RemoteDeployments remote)
    {
        var nobody = new Lazy<ArmConnection>(() => throw new InvalidOperationException("Azure is not asked"));
        var aks = new AksKubeConfigs(nobody, new AzureOptions(), Options(), remote.Home, TimeProvider.System);
        return new KubernetesPlatform(
            new KubernetesClients(Options(), aks, TimeProvider.System), new WorkloadSpecs(remote.Home), remote.Images, new ScorerClient(_inside, TimeProvider.System), remote.Home, TimeProvider.System);
    }

    /// <summary>Has the scorer of the image that a Deployment asks for stand behind the Service of its name.</summary>
    public void ScoreWith(RemoteDeployments remote) =>
        Api.Scorer = name => Store.Objects.FirstOrDefault(one => one.Kind.Name == "Deployment" && one.Name == name && !one.IsBeingDeleted) is { } deployment ? remote.ScorerOf(ImageOf(deployment), KeysOf(deployment)) : null;

    /// <summary>The image that a Deployment asks for.</summary>
    public static string ImageOf(KubernetesObject deployment) => ContainerOf(deployment)["image"]!.GetValue<string>();

    /// <summary>The API keys that the cluster hands to its scorers; null for none.</summary>
    public string? KeysOf(KubernetesObject deployment)
    {
        JsonNode? reference = ContainerOf(deployment)["env"]!.AsArray().FirstOrDefault(variable => variable!["name"]!.GetValue<string>() == "SCORER_API_KEYS")?["valueFrom"]!["secretKeyRef"];
        if (reference is null) return null;
        KubernetesObject secret = Store.Find("secrets", deployment.Namespace, reference["name"]!.GetValue<string>())!;
        return Encoding.UTF8.GetString(Convert.FromBase64String(secret.Body["data"]![reference["key"]!.GetValue<string>()]!.GetValue<string>()));
    }

    public Task<WorkloadState> ApplyAsync(WorkloadSpec? spec = null, CancellationToken? cancellationToken = null) =>
        Open().ApplyAsync(spec ?? TestWorkload.Small, this, cancellationToken ?? Cancellation);

    /// <summary>Applies what cannot be applied.</summary>
    public Task<WorkloadReason> RefusedAsync(WorkloadSpec? spec = null) => RefusedAsync(ApplyAsync(spec));

    /// <summary>Waits for a refusal.</summary>
    public static async Task<WorkloadReason> RefusedAsync(Task refused)
    {
        KubernetesException failure = await Assert.ThrowsAsync<KubernetesException>(() => refused);
        Assert.NotNull(failure.Reason);
        Assert.Equal(failure.Reason.IsRetryable, failure.IsRetryable);
        Assert.DoesNotContain(KubernetesStandIn.Token, failure.ToString(), StringComparison.Ordinal);
        return failure.Reason;
    }

    public void Report(string value) => _lines.Enqueue(value);

    public ValueTask DisposeAsync()
    {
        _inside.Dispose();
        return Api.DisposeAsync();
    }

    private static JsonNode ContainerOf(KubernetesObject deployment) => deployment.Body["spec"]!["template"]!["spec"]!["containers"]![0]!;
}
