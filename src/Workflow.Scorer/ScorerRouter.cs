using System.Collections.Frozen;
using Workflow.Scorer.Endpoints;
using Workflow.Scorer.Grpc;
using Workflow.Scorer.Health;
using Workflow.Scorer.Inference;
using Workflow.Scorer.Mlflow;
using Workflow.Scorer.Pages;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Rpc;
using Workflow.Scorer.Serving;
using Workflow.Scorer.Thrift;

namespace Workflow.Scorer;

/// <summary>Finds the endpoint of a request. A handful of fixed paths need no routing framework in the image.</summary>
internal sealed class ScorerRouter
{
    private static readonly (string Path, string Method, Func<ServedModel, RequestDelegate> Create)[] ModelRoutes =
    [
        ("/", HttpMethods.Get, model => Late(() => new ModelPage(model).HandleAsync)),
        ("/openapi.json", HttpMethods.Get, model => Late(() => new OpenApiDocument(model.Pipeline).HandleAsync)),
        ("/model/score", HttpMethods.Post, model => new ScoreEndpoint(model).HandleAsync),
        ("/model/contribution", HttpMethods.Post, model => new ContributionEndpoint(model).HandleAsync),
        ("/predict", HttpMethods.Post, model => new PredictEndpoint(model).HandleAsync),
        ("/invocations", HttpMethods.Post, model => new InvocationsEndpoint(model).HandleAsync),
        ("/ping", HttpMethods.Get, _ => InvocationsEndpoint.PingAsync),
        ("/version", HttpMethods.Get, model => context => InvocationsEndpoint.VersionAsync(context, model.Pipeline)),
        ("/rpc", HttpMethods.Post, model => new RpcEndpoint(model).HandleAsync),
        ("/monitor/sketch", HttpMethods.Get, model => new SketchEndpoint(model).HandleAsync),
        ("/scoring.thrift", HttpMethods.Get, model => Late(() => new ScoringThrift(model.Pipeline).HandleAsync)),
        ("/model/capabilities", HttpMethods.Get, model => new ModelEndpoints(model.Pipeline).CapabilitiesAsync),
        ("/model/id", HttpMethods.Get, model => new ModelEndpoints(model.Pipeline).IdAsync),
        ("/model/schema", HttpMethods.Get, model => new ModelEndpoints(model.Pipeline).SchemaAsync),
        ("/model/sample_request", HttpMethods.Get, model => new ModelEndpoints(model.Pipeline).SampleRequestAsync),
    ];

    // What tells which columns the model has.
    private static readonly string[] Telling = ["/", "/openapi.json", "/monitor/sketch", "/scoring.thrift", "/model/schema", "/model/sample_request"];

    private const string Models = "/v2/models/";

    private readonly FrozenDictionary<string, ScorerRoute> _routes;
    private readonly Readiness _readiness;
    private readonly ServedModel? _model;

    /// <summary>Creates the routes.</summary>
    /// <param name="readiness">Why there is no model, where there is none.</param>
    /// <param name="model">The model; null where there is none.</param>
    /// <param name="metrics">Tells counts.</param>
    /// <param name="options">Whether there is gRPC; null for none.</param>
    /// <param name="gate">Where messages of gRPC's streams wait for their turn; null only where there is no gRPC.</param>
    public ScorerRouter(Readiness readiness, ServedModel? model, MetricsEndpoint metrics, ScorerOptions? options = null, RequestGate? gate = null)
    {
        _readiness = readiness;
        _model = model;
        Task NotReady(HttpContext context) =>
            ProblemResponse.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Not ready", readiness.Reason!);
        var health = new HealthEndpoints(readiness);
        var routes = new Dictionary<string, ScorerRoute>(StringComparer.Ordinal)
        {
            ["/health/live"] = new(HttpMethods.Get, HealthEndpoints.LiveAsync, IsOpen: true),
            ["/health/ready"] = new(HttpMethods.Get, health.ReadyAsync, IsOpen: true),
            ["/health/startup"] = new(HttpMethods.Get, HealthEndpoints.StartupAsync, IsOpen: true),
            ["/metrics"] = new(HttpMethods.Get, metrics.HandleAsync),
            ["/inference.proto"] = new(HttpMethods.Get, InferenceProto.HandleAsync),
            ["/v2"] = new(HttpMethods.Get, InferenceEndpoints.ServerAsync),
            ["/v2/health/live"] = new(HttpMethods.Get, InferenceEndpoints.LiveAsync, IsOpen: true),
            ["/v2/health/ready"] = new(HttpMethods.Get, context => readiness.Reason is null ? InferenceEndpoints.ReadyAsync(context) : NotReady(context), IsOpen: true),
        };
        foreach ((string path, string method, Func<ServedModel, RequestDelegate> create) in ModelRoutes)
        {
            bool isHidden = model is { HidesSchema: true } && Telling.Contains(path, StringComparer.Ordinal);
            routes.Add(path, new ScorerRoute(method, model is null ? NotReady : isHidden ? HiddenAsync : create(model)));
        }

        if (model is not null) AddModel(routes, model);
        if (options?.GrpcPort is not null)
        {
            ArgumentNullException.ThrowIfNull(gate);
            foreach ((string path, ScorerRoute route) in GrpcRoutes.Of(readiness, model, options, gate)) routes.Add(path, route);
        }

        _routes = routes.ToFrozenDictionary(StringComparer.Ordinal);
        Paths = [.. _routes.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>All paths, in ordinal order.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Whether the process ends soon.</summary>
    public bool IsLeaving => _readiness.IsLeaving;

    /// <summary>What answers at a path; null where nothing does.</summary>
    public ScorerRoute? Find(string path) => _routes.GetValueOrDefault(path);

    /// <summary>Why nothing answers at a path: of a model that is not the one that is served the answer names that one.</summary>
    public string WhyMissing(string path)
    {
        if (_model is not null && path.StartsWith(Models, StringComparison.Ordinal))
        {
            string[] parts = path[Models.Length..].Split('/');
            string version = parts is [_, "versions", var asked, ..] ? asked : string.Empty;
            if (new ModelReference(parts[0], version).Lack(_model.Pipeline) is { } other) return other;
        }

        return $"there are: {string.Join(", ", Paths)}";
    }

    // What few ask for is made when it is first asked for, so that the process starts faster.
    private static RequestDelegate Late(Func<RequestDelegate> create)
    {
        var made = new Lazy<RequestDelegate>(create);
        return context => made.Value(context);
    }

    private static Task HiddenAsync(HttpContext context) => ProblemResponse.UnsupportedAsync(context, UnsupportedException.Hidden());

    // The Open Inference Protocol has the model's name in its paths, with its version or without.
    private static void AddModel(Dictionary<string, ScorerRoute> routes, ServedModel model)
    {
        var endpoints = new InferenceEndpoints(model);
        string name = $"{Models}{model.Pipeline.Manifest.Name}";
        foreach (string path in (string[])[name, $"{name}/versions/{model.Pipeline.ModelId}"])
        {
            routes.Add(path, new ScorerRoute(HttpMethods.Get, model.HidesSchema ? HiddenAsync : endpoints.ModelAsync));
            routes.Add($"{path}/ready", new ScorerRoute(HttpMethods.Get, endpoints.ModelReadyAsync));
            routes.Add($"{path}/infer", new ScorerRoute(HttpMethods.Post, endpoints.InferAsync));
        }
    }
}
