using System.Collections.Concurrent;
using Workflow.Jobs.Deployment.Kubernetes;
using Workflow.Testing.Kubernetes;
using Workflow.Testing.Requirements;

namespace Workflow.Jobs.Tests.Deployment.Kubernetes;

/// <summary>A cluster of one test: a stand-in for its API, the kubectl on the PATH, and clients that wait for nothing longer than it takes to ask.</summary>
internal sealed class TestCluster : IAsyncDisposable, IProgress<string>
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentQueue<string> _lines = new();

    private TestCluster(KubernetesStandIn api) => Api = api;

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

    public KubernetesOptions Options(int retries = 2) => new() { CacheDirectory = Api.CacheDirectory, PollInterval = Moment, RetryDelay = Moment, Retries = retries, LogLines = 3 };

    /// <summary>A client that knows nothing but what the cluster has, as after a crash.</summary>
    public Workloads Open(string? kubeConfig = null, string? context = null) =>
        new(new KubernetesCluster(kubeConfig ?? Api.WriteKubeConfig(), context), Options(), TimeProvider.System);

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

    public ValueTask DisposeAsync() => Api.DisposeAsync();
}
