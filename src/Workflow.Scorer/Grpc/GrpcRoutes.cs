using Workflow.Scorer.Health;
using Workflow.Scorer.Serving;

namespace Workflow.Scorer.Grpc;

/// <summary>The methods of the Open Inference Protocol by gRPC, at the paths that gRPC gives them.</summary>
internal static class GrpcRoutes
{
    private const string Service = "/inference.GRPCInferenceService/";

    /// <summary>All methods.</summary>
    /// <param name="readiness">Why there is no model, where there is none.</param>
    /// <param name="model">The model; null where there is none.</param>
    /// <param name="options">Know the limits of requests.</param>
    /// <param name="gate">Where messages of streams wait for their turn.</param>
    public static IEnumerable<(string Path, ScorerRoute Route)> Of(Readiness readiness, ServedModel? model, ScorerOptions options, RequestGate gate)
    {
        Task NotReady(HttpContext context) => throw new GrpcException(GrpcCode.Unavailable, readiness.Reason!);
        ModelMethods? described = model is null ? null : new ModelMethods(model);
        InferMethods? scored = model is null ? null : new InferMethods(model, options, gate);
        yield return Route("ServerLive", ServerMethods.LiveAsync, isOpen: true);
        yield return Route("ServerReady", new ServerMethods(readiness).ReadyAsync, isOpen: true);
        yield return Route("ServerMetadata", ServerMethods.MetadataAsync);
        yield return Route("ModelReady", described is null ? NotReady : described.ReadyAsync);
        yield return Route("ModelMetadata", described is null ? NotReady : described.MetadataAsync);
        yield return Route("ModelInfer", scored is null ? NotReady : scored.InferAsync);
        yield return Route("ModelStreamInfer", scored is null ? NotReady : scored.StreamAsync, takesTurns: true);
    }

    private static (string Path, ScorerRoute Route) Route(string method, Func<HttpContext, Task> answer, bool isOpen = false, bool takesTurns = false) =>
        (Service + method, new ScorerRoute(HttpMethods.Post, new GrpcMethod(answer).HandleAsync, isOpen, takesTurns));
}
