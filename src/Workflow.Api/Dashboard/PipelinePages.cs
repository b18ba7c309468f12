using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Dashboard.Forms;
using Workflow.Api.Dashboard.Pages;
using Workflow.Api.Dashboard.Views;
using Workflow.Api.Hosting;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;
using Workflow.Training.Configuration;
using Workflow.Training.Errors;

namespace Workflow.Api.Dashboard;

/// <summary>The pipelines of pipelines.yaml, and runs of them that people begin.</summary>
internal static class PipelinePages
{
    public static void MapPipelinePages(this IEndpointRouteBuilder server)
    {
        server.MapGet("/pipelines", List);
        server.MapPost("/pipelines", RunAsync);
    }

    private static IResult List(HttpContext context, PipelineSource source, ScheduleReconciler reconciler, Viewers viewers) => Show(context, source, reconciler, viewers, null, null);

    private static async Task<IResult> RunAsync(
        HttpContext context, PipelineSource source, ScheduleReconciler reconciler, Viewers viewers, RunStarter starter, CancellationToken cancellationToken)
    {
        IFormCollection form = await FormText.ReadAsync(context.Request, cancellationToken).ConfigureAwait(false);
        string pipeline = form.Text("pipeline");
        var wanted = new RunForm { Set = form["set"].ToString(), NoCache = form.Text("no-cache").Length > 0, Key = form.Text("key") };
        var request = new RunRequest(pipeline, wanted.Settings, RunCause.ByHand("dashboard"))
        {
            NoCache = wanted.NoCache,
            IdempotencyKey = wanted.Key.Length == 0 ? null : $"dashboard:{wanted.Key}",
        };
        try
        {
            (string run, _) = await starter.StartAsync(source.Open(), request, cancellationToken).ConfigureAwait(false);
            return DashboardResults.SeeOther(context, $"/runs/{run}");
        }
        catch (WorkflowException refused)
        {
            return Show(context, source, reconciler, viewers, pipeline, wanted with { Error = refused.Message });
        }
    }

    private static IResult Show(HttpContext context, PipelineSource source, ScheduleReconciler reconciler, Viewers viewers, string? refused, RunForm? form)
    {
        PipelineList list = Read(source, reconciler.Problem);
        if (form is not null && list.Pipelines.All(pipeline => pipeline.Name != refused)) list = list with { Problems = [form.Error!, .. list.Problems] };
        PipelineView[] pipelines = [.. list.Pipelines.Select(pipeline => pipeline with { Form = pipeline.Name == refused && form is not null ? form : new RunForm { Key = Guid.NewGuid().ToString() } })];
        return DashboardResults.Page<PipelinesPage>(
            context,
            new { Viewer = viewers.Of(context, form is null ? null : "/pipelines"), List = list with { Pipelines = pipelines } },
            form is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static PipelineList Read(PipelineSource source, string? problem)
    {
        PipelinesFile file;
        try
        {
            file = source.Open();
        }
        catch (WorkflowException wrong)
        {
            return new PipelineList(source.Path, [], [wrong.Message]);
        }

        try
        {
            // What the scheduler has found is told where it is not told already.
            return new PipelineList(source.Path, [.. file.ReadAll().Select(config => new PipelineView(config.Name, config))], problem is null ? [] : [problem]);
        }
        catch (ConfigurationException wrong)
        {
            return new PipelineList(source.Path, [.. file.Names.Select(name => new PipelineView(name, TryRead(file, name)))], [.. wrong.Problems.Select(one => one.ToString())]);
        }
    }

    // One pipeline that is wrong keeps nobody from the others.
    private static PipelineConfig? TryRead(PipelinesFile file, string name)
    {
        try
        {
            return file.Read(name, []);
        }
        catch (ConfigurationException)
        {
            return null;
        }
    }
}
