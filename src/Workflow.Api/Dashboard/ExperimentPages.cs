using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Dashboard.Forms;
using Workflow.Api.Dashboard.Pages;
using Workflow.Api.Dashboard.Views;
using Workflow.Api.Endpoints;
using Workflow.Api.Hosting;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Experiments;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Plans;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps.Validate;
using Workflow.Training.Errors;

namespace Workflow.Api.Dashboard;

/// <summary>Experiments, one of them, and how one is set up and launched.</summary>
internal static class ExperimentPages
{
    public static void MapExperimentPages(this IEndpointRouteBuilder server)
    {
        RouteGroupBuilder experiments = server.MapGroup("/experiments");
        experiments.MapGet("/", ListAsync);
        experiments.MapPost("/", LaunchAsync);
        experiments.MapGet("/new", SetUpAsync);
        experiments.MapGet("/{id}", ShowAsync);
        experiments.MapGet("/{id}/card.html", CardAsync);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, Viewers viewers, ExperimentReports reports, PipelineSource source, CancellationToken cancellationToken)
    {
        RunListQuery query = RunListQuery.Read(context.Request);
        IReadOnlyList<ExperimentSummary> found = await reports.ListAsync(query.Filter, RunListQuery.PageSize, query.Before, cancellationToken).ConfigureAwait(false);
        string? next = query.Next("/experiments", found, experiment => experiment.Experiment);
        var list = new ExperimentList(query.Filter, found, TrainingPipelines(source), next, query.Before is null);
        return DashboardResults.Page<ExperimentsPage>(context, new { Viewer = viewers.Of(context), List = list });
    }

    private static async Task<IResult> ShowAsync(HttpContext context, string id, ExperimentReports reports, Viewers viewers, CancellationToken cancellationToken) =>
        await reports.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } report
            ? DashboardResults.Page<ExperimentPage>(context, new { Viewer = viewers.Of(context), Report = report })
            : throw NoSuchExperiment(id);

    private static async Task<IResult> CardAsync(
        HttpContext context, string id, ExperimentReports reports, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        RunRecord run = await reports.FindRunAsync(id, cancellationToken).ConfigureAwait(false) ?? throw NoSuchExperiment(id);
        if (run.Find(ValidateStep.Pipeline) is not { } digest) throw new RunException(RunException.Unknown, $"experiment {id} has no model card: it has come to no model");
        return await CardResults.CardAsync(context, artifacts, digest, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IResult> SetUpAsync(
        HttpContext context, string? pipeline, string? from, PipelineSource source, RunPlans plans, ExperimentReports reports, Viewers viewers, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(pipeline)) return DashboardResults.SeeOther(context, "/experiments");
        PipelinesFile file = source.Open();
        ExperimentForm form = ExperimentFormReader.Read(context.Request.Query, file, await FindEarlierAsync(reports, from, pipeline, cancellationToken).ConfigureAwait(false));
        if (form.Key.Length == 0) form = form with { Key = Guid.NewGuid().ToString() };
        form = await WithPlanAsync(form, file, plans, cancellationToken).ConfigureAwait(false);
        return Show(context, form, viewers.Of(context), StatusCodes.Status200OK);
    }

    private static async Task<IResult> LaunchAsync(
        HttpContext context, PipelineSource source, RunStarter starter, ExperimentReports reports, Viewers viewers, CancellationToken cancellationToken)
    {
        PipelinesFile file = source.Open();
        IFormCollection fields = await FormText.ReadAsync(context.Request, cancellationToken).ConfigureAwait(false);
        string? from = RunQuery.Id("from", FormText.OrNull(fields.Text("from")));
        RunRecord? earlier = await FindEarlierAsync(reports, from, fields.Text("pipeline"), cancellationToken).ConfigureAwait(false);
        ExperimentForm form = ExperimentFormReader.Read(fields, file, earlier);
        RunCause cause = earlier is not null
            ? new RunCause(RunCauseKind.Rebuild, $"built from experiment {earlier.Id}", earlier.Id)
            : RunCause.ByHand("dashboard");
        try
        {
            if (from is not null && earlier is null) throw new RunException(RunException.Unknown, $"pipeline {form.Pipeline} has no experiment '{from}' to build from");
            var request = new RunRequest(form.Pipeline, form.Settings, cause) { IdempotencyKey = form.Key.Length == 0 ? null : $"dashboard:{form.Key}" };
            (string run, _) = await starter.StartAsync(file, request, cancellationToken).ConfigureAwait(false);
            return DashboardResults.SeeOther(context, $"/experiments/{run}");
        }
        catch (WorkflowException refused)
        {
            Viewer viewer = viewers.Of(context, $"/experiments/new?pipeline={Uri.EscapeDataString(form.Pipeline)}");
            return Show(context, ExperimentFormReader.Refused(form, refused), viewer, StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static async Task<ExperimentForm> WithPlanAsync(ExperimentForm form, PipelinesFile file, RunPlans plans, CancellationToken cancellationToken)
    {
        (form, PipelineConfig? config) = ExperimentFormReader.Check(form, file);
        if (config is null) return form;
        try
        {
            return form with { Plan = await plans.ReadAsync(config, file.Directory, cancellationToken).ConfigureAwait(false) };
        }
        catch (WorkflowException unreadable)
        {
            return ExperimentFormReader.Refused(form, unreadable);
        }
    }

    private static IResult Show(HttpContext context, ExperimentForm form, Viewer viewer, int status) =>
        DashboardResults.Page<ExperimentSetupPage>(context, new { Viewer = viewer, Form = form }, status);

    // What is wrong with the file is told where pipelines are shown.
    private static IReadOnlyList<string> TrainingPipelines(PipelineSource source)
    {
        try
        {
            return [.. source.Open().ReadAll().Where(pipeline => pipeline.Steps.Any(step => step.Name == StandardGraph.Train)).Select(pipeline => pipeline.Name)];
        }
        catch (WorkflowException)
        {
            return [];
        }
    }

    // Another pipeline's experiment says nothing about this one's.
    private static async Task<RunRecord?> FindEarlierAsync(ExperimentReports reports, string? id, string pipeline, CancellationToken cancellationToken) =>
        !string.IsNullOrEmpty(id) && await reports.FindRunAsync(id, cancellationToken).ConfigureAwait(false) is { } run && run.Definition.Name == pipeline ? run : null;

    private static RunException NoSuchExperiment(string id) => new(RunException.Unknown, $"there is no experiment '{id}'");
}
