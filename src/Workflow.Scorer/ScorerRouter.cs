using System.Collections.Frozen;
using Microsoft.AspNetCore.Connections;
using Workflow.Scorer.Admission;
using Workflow.Scorer.Endpoints;
using Workflow.Scorer.Health;
using Workflow.Scorer.Inference;
using Workflow.Scorer.Mlflow;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Rpc;
using Workflow.Scoring;

namespace Workflow.Scorer;

/// <summary>Finds the endpoint of a request. A handful of fixed paths need no routing framework in the image.</summary>
internal sealed class ScorerRouter
{
    private static readonly (string Path, string Method, Func<ScoringPipeline, RequestBodyReader, RequestDelegate> Create)[] ModelRoutes =
    [
        ("/model/score", HttpMethods.Post, (pipeline, bodies) => new ScoreEndpoint(pipeline, bodies).HandleAsync),
        ("/model/contribution", HttpMethods.Post, (pipeline, bodies) => new ContributionEndpoint(pipeline, bodies).HandleAsync),
        ("/predict", HttpMethods.Post, (pipeline, bodies) => new PredictEndpoint(pipeline, bodies).HandleAsync),
        ("/invocations", HttpMethods.Post, (pipeline, bodies) => new InvocationsEndpoint(pipeline, bodies).HandleAsync),
        ("/ping", HttpMethods.Get, (_, _) => InvocationsEndpoint.PingAsync),
        ("/version", HttpMethods.Get, (pipeline, _) => context => InvocationsEndpoint.VersionAsync(context, pipeline)),
        ("/rpc", HttpMethods.Post, (pipeline, bodies) => new RpcEndpoint(pipeline, bodies).HandleAsync),
        ("/model/capabilities", HttpMethods.Get, (pipeline, _) => new ModelEndpoints(pipeline).CapabilitiesAsync),
        ("/model/id", HttpMethods.Get, (pipeline, _) => new ModelEndpoints(pipeline).IdAsync),
        ("/model/schema", HttpMethods.Get, (pipeline, _) => new ModelEndpoints(pipeline).SchemaAsync),
        ("/model/sample_request", HttpMethods.Get, (pipeline, _) => new ModelEndpoints(pipeline).SampleRequestAsync),
    ];

    private readonly ScorerOptions _options;
    private readonly FrozenDictionary<string, (string Method, RequestDelegate Handle)> _routes;

    public ScorerRouter(ScorerOptions options, Readiness readiness, RequestBodyReader bodies)
    {
        _options = options;
        Task NotReady(HttpContext context) =>
            ProblemResponse.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Not ready", readiness.Reason!);
        var routes = new Dictionary<string, (string Method, RequestDelegate Handle)>(StringComparer.Ordinal)
        {
            ["/health/live"] = (HttpMethods.Get, HealthEndpoints.LiveAsync),
            ["/health/ready"] = (HttpMethods.Get, new HealthEndpoints(readiness).ReadyAsync),
            ["/v2"] = (HttpMethods.Get, InferenceEndpoints.ServerAsync),
            ["/v2/health/live"] = (HttpMethods.Get, InferenceEndpoints.LiveAsync),
            ["/v2/health/ready"] = (HttpMethods.Get, readiness.Pipeline is null ? NotReady : InferenceEndpoints.ReadyAsync),
        };
        foreach ((string path, string method, Func<ScoringPipeline, RequestBodyReader, RequestDelegate> create) in ModelRoutes)
        {
            routes.Add(path, (method, readiness.Pipeline is { } pipeline ? create(pipeline, bodies) : NotReady));
        }

        if (readiness.Pipeline is { } proven) AddModel(routes, proven, new InferenceEndpoints(proven, bodies));
        _routes = routes.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // The Open Inference Protocol has the model's name in its paths, with its version or without.
    private static void AddModel(Dictionary<string, (string Method, RequestDelegate Handle)> routes, ScoringPipeline pipeline, InferenceEndpoints endpoints)
    {
        string model = $"/v2/models/{pipeline.Manifest.Name}";
        foreach (string path in (string[])[model, $"{model}/versions/{pipeline.ModelId}"])
        {
            routes.Add(path, (HttpMethods.Get, endpoints.ModelAsync));
            routes.Add($"{path}/ready", (HttpMethods.Get, endpoints.ModelReadyAsync));
            routes.Add($"{path}/infer", (HttpMethods.Post, endpoints.InferAsync));
        }
    }

    /// <summary>Answers a request; whatever goes wrong becomes a problem answer.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context).ConfigureAwait(false);
        }
        catch (RequestException wrong) when (!context.Response.HasStarted)
        {
            await ProblemResponse.BadRequestAsync(context, wrong).ConfigureAwait(false);
        }
        catch (UnsupportedException unsupported) when (!context.Response.HasStarted)
        {
            await ProblemResponse.WriteAsync(context, StatusCodes.Status501NotImplemented, "Not implemented", unsupported.Message).ConfigureAwait(false);
        }
        catch (BusyException busy)
        {
            await ProblemResponse.BusyAsync(context, busy.Message).ConfigureAwait(false);
        }
        catch (OutOfMemoryException) when (!context.Response.HasStarted)
        {
            ScorerLog.Write($"{context.Request.Path}: out of memory");
            await ProblemResponse.BusyAsync(context, "the memory does not suffice now; nothing was scored, try again or send fewer rows at a time").ConfigureAwait(false);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await ProblemResponse.TooLargeAsync(context, _options.MaximumRequestBytes).ConfigureAwait(false);
        }
        catch (BadHttpRequestException wrong) when (!context.Response.HasStarted)
        {
            await ProblemResponse.NotHttpAsync(context, wrong).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is OperationCanceledException or ConnectionResetException)
        {
            // The caller has left, or the time to drain is over: nobody waits for an answer.
        }
        catch (Exception defect) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            ScorerLog.Write($"{context.Request.Path}: {defect}");
            await ProblemResponse.WriteAsync(
                context, StatusCodes.Status500InternalServerError, "Internal error", "a defect of the scorer; its log says more").ConfigureAwait(false);
        }
    }

    private Task RouteAsync(HttpContext context)
    {
        if (!_routes.TryGetValue(context.Request.Path.Value ?? "/", out (string Method, RequestDelegate Handle) route))
        {
            return ProblemResponse.WriteAsync(
                context, StatusCodes.Status404NotFound, "Not found", $"there are: {string.Join(", ", _routes.Keys.Order(StringComparer.Ordinal))}");
        }

        if (HttpMethods.Equals(route.Method, context.Request.Method)) return route.Handle(context);
        context.Response.Headers.Allow = route.Method;
        return ProblemResponse.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "Method not allowed", $"use {route.Method}");
    }
}
