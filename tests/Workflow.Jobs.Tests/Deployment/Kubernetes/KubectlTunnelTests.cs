using System.Diagnostics;
using System.Globalization;
using System.Net;
using Workflow.Jobs.Deployment.Kubernetes;
using Workflow.Testing.Files;
using Workflow.Testing.Kubernetes;

namespace Workflow.Jobs.Tests.Deployment.Kubernetes;

/// <summary>The way through <c>kubectl proxy</c>, and what is told when that ends by itself.</summary>
public sealed class KubectlTunnelTests : IDisposable
{
    private const string Root = $"/api/v1/namespaces/{KubernetesStandIn.Namespace}/services/http:sample-dev:9090/proxy";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OpenAsync_ProxyFailsAtOnce_SaysWhy()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        var kubectl = new Kubectl(new KubernetesCluster(cluster.Api.WriteKubeConfig(), null), cluster.Options(program: Script("echo 'error: unknown flag: --unix-socket' >&2; exit 1")), TimeProvider.System);
        KubernetesException refused = await Assert.ThrowsAsync<KubernetesException>(() => KubectlTunnel.OpenAsync(kubectl, Root, Cancellation).WaitAsync(Patience, Cancellation));
        Assert.Contains("unknown flag", refused.Message, StringComparison.Ordinal);
    }

    // Whoever asks is told, and the next request has a proxy of its own.
    [Fact]
    public async Task SendAsync_ProxyHasDiedInBetween_SaysSoAndThenGetsThroughAgain()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        cluster.Api.Scorer = _ => null;
        string pids = _folder.File("pids");
        KubernetesOptions options = cluster.Options(program: Script($"[ \"$1\" = proxy ] && echo $$ >> '{pids}'\nexec kubectl \"$@\""));
        var kubectl = new Kubectl(new KubernetesCluster(cluster.Api.WriteKubeConfig(), null), options, TimeProvider.System);
        await using KubectlTunnel tunnel = await KubectlTunnel.OpenAsync(kubectl, Root, Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(tunnel));
        using (var proxy = Process.GetProcessById(int.Parse(Assert.Single(await File.ReadAllLinesAsync(pids, Cancellation)), CultureInfo.InvariantCulture)))
        {
            proxy.Kill();
            await proxy.WaitForExitAsync(Cancellation);
        }

        KubernetesException lost = await Assert.ThrowsAsync<KubernetesException>(() => AskAsync(tunnel));
        Assert.NotEmpty(lost.Message);
        Assert.True(tunnel.HasEnded);

        using HttpClient http = new(new KubectlProxyHandler(kubectl, new WorkloadAddress(KubernetesStandIn.Namespace, "sample-dev")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(http));
        using (var proxy = Process.GetProcessById(int.Parse((await File.ReadAllLinesAsync(pids, Cancellation))[^1], CultureInfo.InvariantCulture)))
        {
            proxy.Kill();
            await proxy.WaitForExitAsync(Cancellation);
        }

        // Unless its end is known already: then there is another one at once.
        if (await Record.ExceptionAsync(() => AskAsync(http)) is { } told) Assert.IsType<HttpRequestException>(told);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(http));
    }

    private static async Task<HttpStatusCode> AskAsync(KubectlTunnel tunnel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://localhost{Root}/health/ready");
        using HttpResponseMessage answer = await tunnel.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://sample-dev/health/ready");
        request.Options.Set(Jobs.Deployment.ScorerClient.AsItIs, true);
        using HttpResponseMessage answer = await http.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private string Script(string lines)
    {
        string path = _folder.File($"{Guid.CreateVersion7():N}.sh");
        File.WriteAllText(path, $"#!/bin/sh\n{lines}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
