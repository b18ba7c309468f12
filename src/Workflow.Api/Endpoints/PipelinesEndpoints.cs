using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Hosting;

namespace Workflow.Api.Endpoints;

/// <summary>The pipelines of pipelines.yaml.</summary>
internal static class PipelinesEndpoints
{
    public static void MapPipelines(this RouteGroupBuilder api) => api.MapGet("/pipelines", List);

    private static IResult List(PipelineSource source) => Results.Ok(new
    {
        items = source.Open().ReadAll().Select(pipeline => new
        {
            pipeline.Name,
            pipeline.Model?.Recipe,
            pipeline.Model?.Target,
            steps = pipeline.Steps.Select(step => step.Name),
            environments = pipeline.Environments.Select(environment => environment.Name),
        }),
    });
}
