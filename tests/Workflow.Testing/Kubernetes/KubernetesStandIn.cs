using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Workflow.Testing.Files;
using Workflow.Testing.Http;
using Workflow.Testing.Registry;

namespace Workflow.Testing.Kubernetes;

/// <summary>
/// The API of a Kubernetes cluster on loopback, as far as kubectl needs it for workloads: encrypted, with an authority and a token of its own.
/// It keeps objects and the managers of their fields, plays the controllers scene by scene, and does what a test says instead.
/// </summary>
public sealed class KubernetesStandIn : IAsyncDisposable
{
    /// <summary>The namespace that is there from the beginning.</summary>
    public const string Namespace = "models";

    /// <summary>The one token that it takes.</summary>
    public const string Token = "the-token-of-the-cluster";

    // An empty description of its kinds, in the encoding that kubectl asks for: it then checks no fields by itself.
    private static readonly byte[] NoSchema = [0x0A, 0x03, (byte)'2', (byte)'.', (byte)'0'];

    private readonly TestAuthority _authority = new();
    private readonly TemporaryFolder _folder = new();
    private readonly KubernetesApi _api;
    private readonly List<KubernetesFault> _faults = [];
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _end = new();
    private LoopbackServer _server = null!;
    private int _changes;

    private KubernetesStandIn() => _api = new KubernetesApi(Store);

    /// <summary>Its objects.</summary>
    public KubernetesStore Store { get; } = new();

    /// <summary>Logs of pods' containers, by the pod's name; of the run before where <c>/previous</c> is behind it.</summary>
    public IDictionary<string, string> Logs => _api.Logs;

    /// <summary>Where the scorer behind a Service answers; null where none does. The API hands requests through to it.</summary>
    public Func<string, Uri?> Scorer { get; set; } = _ => null;

    /// <summary>The connection that is to be lost; null for none.</summary>
    public KubernetesCut? Cut { get; set; }

    /// <summary>Method and path of every request so far, discovery left out.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>How often something was asked to change.</summary>
    public int Changes => _changes;

    /// <summary>A folder of its own, for kubectl's cache.</summary>
    public string CacheDirectory => _folder.File("cache");

    /// <summary>Starts it.</summary>
    public static async Task<KubernetesStandIn> StartAsync()
    {
        var cluster = new KubernetesStandIn();
        cluster._server = await LoopbackServer.StartAsync(cluster.AnswerAsync, cluster._authority.Sign());
        cluster.Store.Add("namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = Namespace } });
        return cluster;
    }

    /// <summary>Writes a kubeconfig.</summary>
    /// <param name="token">The token in it.</param>
    /// <param name="server">The address in it; null for its own.</param>
    /// <param name="authority">Whom it trusts; null for its own authority.</param>
    /// <returns>The file.</returns>
    public string WriteKubeConfig(string token = Token, Uri? server = null, TestAuthority? authority = null)
    {
        string pem = Convert.ToBase64String(Encoding.UTF8.GetBytes((authority ?? _authority).Pem));
        string path = _folder.File($"{Guid.CreateVersion7():N}.yaml");
        File.WriteAllText(path, $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: stand-in
              cluster: {"{"}server: "{(server ?? _server.Url).AbsoluteUri.TrimEnd('/')}", certificate-authority-data: {pem}{"}"}
            contexts:
            - name: tests
              context: {"{"}cluster: stand-in, user: tests{"}"}
            current-context: tests
            users:
            - name: tests
              user: {"{"}token: "{token}"{"}"}
            """);
        return path;
    }

    /// <summary>Refuses the next request of a method whose path has something in it.</summary>
    public KubernetesStandIn Refuse(string method, string path, int status, string reason, string message, int times = 1)
    {
        lock (_faults) _faults.AddRange(Enumerable.Repeat(new KubernetesFault(method, path, status, reason, message), times));
        return this;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _server.DisposeAsync();
        _end.Dispose();
        _turn.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        using var reader = new StreamReader(request.Body);
        string body = await reader.ReadToEndAsync();
        if (request.Headers.Authorization != $"Bearer {Token}")
        {
            await WriteAsync(context, KubernetesAnswer.Refused(401, "Unauthorized", "Unauthorized"));
        }
        else if (await DiscoverAsync(context))
        {
            return;
        }
        else if (KubernetesServiceProxy.Read(request.Path.Value!) is { } asked)
        {
            if (TakeFault(request) is { } refusal) await WriteAsync(context, refusal);
            else await KubernetesServiceProxy.AnswerAsync(context, Scorer(asked.Service), asked.Path, body);
        }
        else if (KubernetesPath.Read(request.Path.Value!) is not { } path)
        {
            await WriteAsync(context, KubernetesAnswer.Refused(404, "NotFound", "the server could not find the requested resource"));
        }
        else if (request.Query["watch"] is [("true" or "1")])
        {
            await WatchAsync(context, path);
        }
        else
        {
            await DoAsync(context, path, body);
        }
    }

    private async Task DoAsync(HttpContext context, KubernetesPath path, string body)
    {
        HttpRequest request = context.Request;
        await _turn.WaitAsync();
        try
        {
            _asked.Enqueue($"{request.Method} {request.Path}");
            bool isChange = request.Method is "PATCH" or "DELETE" or "PUT" or "POST";
            if (isChange) _changes++;
            KubernetesCut? cut = isChange && Cut is { } planned && planned.Change == _changes ? planned : null;
            KubernetesAnswer? refusal = TakeFault(request);
            if (cut is { IsDone: false }) await LoseAsync(context, cut);
            else if (path.Part == "log" && refusal is null) await WriteLogAsync(context, path);
            else await EndAsync(context, refusal ?? _api.Do(request, path, body), cut);
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            // No test shall take a fault of the stand-in for one of the cluster that passes.
            await WriteAsync(context, KubernetesAnswer.Refused(400, "BadRequest", $"the stand-in is broken: {broken}"));
        }
        finally
        {
            _turn.Release();
        }
    }

    private static Task EndAsync(HttpContext context, KubernetesAnswer answer, KubernetesCut? cut) => cut is null ? WriteAsync(context, answer) : LoseAsync(context, cut);

    private static async Task LoseAsync(HttpContext context, KubernetesCut cut)
    {
        if (cut.Then is { } then) await then();
        context.Abort();
    }

    private KubernetesAnswer? TakeFault(HttpRequest request)
    {
        lock (_faults)
        {
            KubernetesFault? fault = _faults.Find(one => one.Method == request.Method && request.Path.Value!.Contains(one.Path, StringComparison.Ordinal));
            if (fault is null) return null;
            _faults.Remove(fault);
            return KubernetesAnswer.Refused(fault.Status, fault.Reason, fault.Message);
        }
    }

    private static async Task<bool> DiscoverAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!.TrimEnd('/');
        if (path == "/openapi/v2")
        {
            context.Response.ContentType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
            await context.Response.Body.WriteAsync(NoSchema);
            return true;
        }

        JsonObject? known = path switch
        {
            "/version" => new JsonObject { ["major"] = "1", ["minor"] = "33", ["gitVersion"] = "v1.33.1", ["platform"] = "linux/amd64" },
            "/api" => new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") },
            "/apis" => KubernetesKind.Groups(),
            "/api/v1" => KubernetesKind.Resources("v1"),
            _ => path.Split('/') is ["", "apis", string group, string version] ? KubernetesKind.Resources($"{group}/{version}") : null,
        };
        if (known is null) return false;
        await WriteAsync(context, KubernetesAnswer.Ok(known));
        return true;
    }

    private async Task WriteLogAsync(HttpContext context, KubernetesPath path)
    {
        HttpRequest request = context.Request;
        string name = request.Query["previous"] == "true" ? $"{path.Name}/previous" : path.Name!;
        string[] lines = _api.Logs.TryGetValue(name, out string? log) ? log.Split('\n') : [];
        int tail = int.Parse(request.Query["tailLines"].ToString(), CultureInfo.InvariantCulture);
        context.Response.ContentType = "text/plain";
        await context.Response.WriteAsync(string.Join('\n', lines.TakeLast(tail)));
    }

    // Whoever watches is told the objects as they are now, and again whenever one of them changes.
    private async Task WatchAsync(HttpContext context, KubernetesPath path)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _end.Token);
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync(stop.Token);
        while (!stop.IsCancellationRequested)
        {
            Task changed = Store.Changed;
            foreach (string told in await NewsAsync(context.Request, path, seen)) await context.Response.WriteAsync(told + "\n", stop.Token);
            await context.Response.Body.FlushAsync(stop.Token);
            await changed.WaitAsync(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IReadOnlyList<string>> NewsAsync(HttpRequest request, KubernetesPath path, Dictionary<string, string> seen)
    {
        await _turn.WaitAsync();
        try
        {
            var news = new List<string>();
            foreach (KubernetesObject one in Store.List(path.Kind.Plural, path.Namespace).Where(one => KubernetesApi.IsMeant(one, request)))
            {
                string version = one.Body["metadata"]!["resourceVersion"]!.GetValue<string>();
                if (seen.GetValueOrDefault(one.Uid) == version) continue;
                news.Add(new JsonObject { ["type"] = seen.ContainsKey(one.Uid) ? "MODIFIED" : "ADDED", ["object"] = one.Body.DeepClone() }.ToJsonString());
                seen[one.Uid] = version;
            }

            return news;
        }
        finally
        {
            _turn.Release();
        }
    }

    private static async Task WriteAsync(HttpContext context, KubernetesAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.Body.ToJsonString());
    }
}
