using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Http;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Testing.Http;

namespace Workflow.Testing.Azure;

/// <summary>
/// Azure's Resource Manager on loopback, as far as container groups need it: encrypted, with a certificate of its own, one subscription, its
/// resource groups and providers. It checks tokens and versions, keeps state, and does what a test says instead: refuse, fail, cut connections.
/// </summary>
public sealed class ArmStandIn : IAsyncDisposable
{
    /// <summary>The one subscription.</summary>
    public const string Subscription = "11111111-2222-3333-4444-555555555555";

    /// <summary>The resource group that is there from the beginning.</summary>
    public const string ResourceGroup = "team-rg";

    private readonly ConcurrentDictionary<string, ConcurrentQueue<ArmError>> _refusals = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly List<(int Requests, TaskCompletionSource Awaited)> _awaited = [];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly X509Certificate2 _certificate = StandInCertificate.Create();
    private readonly HttpClient _http;
    private readonly ContainerInstanceProvider _containers;
    private LoopbackServer _server = null!;
    private DateTimeOffset _now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private int _count;

    private ArmStandIn()
    {
        _containers = new ContainerInstanceProvider(() => _now);
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => _certificate.Equals(shown) } })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Its base address.</summary>
    public Uri Url => _server.Url;

    /// <summary>The cloud that it is.</summary>
    public AzureCloud Cloud => AzureCloud.Public with { ResourceManager = Url };

    /// <summary>Carries requests to it.</summary>
    public HttpPipelineTransport Transport => new HttpClientTransport(_http);

    /// <summary>Its container groups.</summary>
    public ContainerInstanceProvider Containers => _containers;

    /// <summary>Names of its resource groups.</summary>
    public ISet<string> ResourceGroups { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { ResourceGroup };

    /// <summary>Kubeconfigs of its clusters, by the cluster's name.</summary>
    public IDictionary<string, string> KubeConfigs { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether the subscription is registered for container groups.</summary>
    public bool IsRegistered { get; set; } = true;

    /// <summary>Whether the caller has the role that it needs.</summary>
    public bool IsAllowed { get; set; } = true;

    /// <summary>The connection that is to be lost; null for none.</summary>
    public ArmCut? Cut { get; set; }

    /// <summary>Method and path of every request so far.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>Completes when so many requests have come.</summary>
    public Task WhenAskedAsync(int requests)
    {
        lock (_awaited)
        {
            if (_asked.Count >= requests) return Task.CompletedTask;
            var awaited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((requests, awaited));
            return awaited.Task;
        }
    }

    /// <summary>Starts it.</summary>
    public static async Task<ArmStandIn> StartAsync()
    {
        var arm = new ArmStandIn();
        arm._server = await LoopbackServer.StartAsync(arm.AnswerAsync, arm._certificate);
        return arm;
    }

    /// <summary>Refuses the next request of a method, instead of doing what it asks for.</summary>
    public ArmStandIn Refuse(string method, int status, string code, string message = "no", int? retryAfter = null)
    {
        _refusals.GetOrAdd(method, _ => new ConcurrentQueue<ArmError>()).Enqueue(new ArmError(status, code, message) { RetryAfter = retryAfter });
        return this;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _http.Dispose();
        _certificate.Dispose();
        _turn.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        await _turn.WaitAsync();
        try
        {
            // On a connection that was used before, the client's framework would send a request again by itself.
            context.Response.Headers.Connection = "close";
            _now += TimeSpan.FromSeconds(1);
            context.Response.Headers.Date = _now.ToString("R", CultureInfo.InvariantCulture);
            TakeDown(context.Request);
            ArmCut? cut = Cut is { } planned && planned.Request == ++_count ? planned : null;
            ArmAnswer? answer = cut is { IsDone: false } ? null : await DoAsync(context);
            if (cut is null) await WriteAsync(context, answer!);
            else await LoseAsync(context, cut);
        }
        finally
        {
            _turn.Release();
        }
    }

    private void TakeDown(HttpRequest request)
    {
        lock (_awaited)
        {
            _asked.Enqueue($"{request.Method} {request.Path}");
            foreach ((int requests, TaskCompletionSource awaited) in _awaited)
            {
                if (_asked.Count >= requests) awaited.TrySetResult();
            }
        }
    }

    private static async Task LoseAsync(HttpContext context, ArmCut cut)
    {
        if (cut.Then is { } then) await then();
        context.Abort();
    }

    private async Task<ArmAnswer> DoAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        using var reader = new StreamReader(request.Body);
        string body = await reader.ReadToEndAsync();
        if (Check(request) is { } refused) return ArmAnswer.Of(refused);
        if (_refusals.TryGetValue(request.Method, out ConcurrentQueue<ArmError>? refusals) && refusals.TryDequeue(out ArmError? refusal)) return ArmAnswer.Of(refusal);
        string[] parts = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["subscriptions", Subscription, "providers", "Microsoft.ContainerInstance"] => ArmAnswer.Ok(Provider()),
            ["subscriptions", Subscription, "providers", "Microsoft.ContainerInstance", "locations", _, "operations", string id] => _containers.Operation(id),
            ["subscriptions", Subscription, "resourceGroups", _, "resources"] => _containers.WithTag(request.Query["$filter"].ToString()),
            ["subscriptions", Subscription, "resourceGroups", string name] => ArmAnswer.Ok(new JsonObject { ["name"] = name, ["location"] = "westeurope" }),
            ["subscriptions", Subscription, "resourceGroups", _, "providers", "Microsoft.ContainerService", "managedClusters", string cluster, "listClusterUserCredential"]
                when request.Method == HttpMethods.Post && KubeConfigs.TryGetValue(cluster, out string? file) => ArmAnswer.Ok(Credential(file)),
            ["subscriptions", Subscription, "resourceGroups", _, "providers", "Microsoft.ContainerInstance", "containerGroups", .. string[] rest] =>
                await _containers.DoAsync(Url, request, rest, body),
            _ => ArmAnswer.Of(new ArmError(404, "InvalidResourceType", $"The resource type could not be found: {request.Path}")),
        };
    }

    private ArmError? Check(HttpRequest request)
    {
        string[] parts = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string version = request.Query["api-version"].ToString();
        if (request.Headers.Authorization != $"Bearer {FixedToken.Value}") return new ArmError(401, "InvalidAuthenticationToken", "The access token is invalid.");
        if (version.Length == 0) return new ArmError(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.");
        if (parts is not ["subscriptions", Subscription, ..]) return new ArmError(404, "SubscriptionNotFound", $"The subscription '{parts.ElementAtOrDefault(1)}' could not be found.");
        if (parts.Length > 3 && parts[2] == "resourceGroups" && !ResourceGroups.Contains(parts[3]))
            return new ArmError(404, "ResourceGroupNotFound", $"Resource group '{parts[3]}' could not be found.");
        return parts.Contains("containerGroups") ? CheckProvider(request, version) : null;
    }

    private ArmError? CheckProvider(HttpRequest request, string version)
    {
        string action = request.Method == "GET" ? "read" : "write";
        if (version != "2025-09-01") return new ArmError(400, "NoRegisteredProviderFound", $"No registered resource provider found for API version '{version}' for type 'containerGroups'.");
        if (!IsAllowed)
        {
            return new ArmError(
                403, "AuthorizationFailed", $"The client 'tests' does not have authorization to perform action 'Microsoft.ContainerInstance/containerGroups/{action}' over scope '{request.Path}'.");
        }

        return IsRegistered ? null : new ArmError(409, "MissingSubscriptionRegistration", "The subscription is not registered to use namespace 'Microsoft.ContainerInstance'.");
    }

    private static JsonObject Credential(string file) => new()
    {
        ["kubeconfigs"] = new JsonArray(new JsonObject { ["name"] = "clusterUser", ["value"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(file)) }),
    };

    private JsonObject Provider() => new()
    {
        ["namespace"] = "Microsoft.ContainerInstance",
        ["registrationState"] = IsRegistered ? "Registered" : "NotRegistered",
        ["resourceTypes"] = new JsonArray(new JsonObject { ["resourceType"] = "containerGroups", ["apiVersions"] = new JsonArray("2025-09-01") }),
    };

    private static async Task WriteAsync(HttpContext context, ArmAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        foreach ((string name, string value) in answer.Headers) context.Response.Headers[name] = value;
        if (answer.Body is null) return;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.Body.ToJsonString());
    }
}
