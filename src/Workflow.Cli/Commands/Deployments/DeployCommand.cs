using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Releases;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Commands.Deployments;

/// <summary><c>workflow deploy</c>: brings a registered version to an environment.</summary>
internal static class DeployCommand
{
    private const string Summary = "Bring a registered version to an environment, or say what that would do.";

    private const string Details = """
        The image must be what was signed. The new deployment proves itself beside the old one before it takes the endpoint over: golden rows,
        then a sample request whose answer is the trained one to the last digit.
        An interrupted deployment is taken up again where it stopped.
        With --canary, --split or --shadow it runs beside the version that serves, and a gateway (`workflow up`, `workflow gateway`) divides the
        requests; `workflow traffic` tells what comes of it. A canary goes from step to step, and ends by itself, by its rules.
        """;

    private const string Examples = """
        workflow deploy hydraulic-cooling@3 --env dev --plan
        workflow deploy hydraulic-cooling@3 --env dev --reason "back to the model of last week"
        workflow deploy hydraulic-cooling@4 --env dev --canary 5,25,100 --step-time 10m --max-flips 0.02
        workflow deploy hydraulic-cooling@4 --env dev --shadow
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment, Interruption interruption)
    {
        var version = new Argument<string>("version") { Description = "Version (model@7), or model for its newest" };
        var env = new Option<string>("--env") { Description = "Name of the environment, as pipelines.yaml has it", Required = true, HelpName = "NAME" };
        var plan = new Option<bool>("--plan") { Description = "Say what will exist, change and go, and change nothing" };
        var reason = new Option<string?>("--reason") { Description = "Why, for the record", HelpName = "TEXT" };
        Option<string?> unverified = UnverifiedOption.Create();
        Option<bool> json = CommonOptions.Json("one object with the plan, or the result");
        Option<string?> file = CommonOptions.PipelinesFile();
        var traffic = new TrafficOptions();
        var command = new CommandWithExamples("deploy", Summary, Details, Examples) { version, env, plan, reason, unverified, json, file };
        traffic.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            string asked = parsed.GetValue(version)!, path = environment.PipelinesPath(parsed.GetValue(file));
            bool isPlan = parsed.GetValue(plan);
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, isPlan ? null : $"deploy {asked}", interruption.Token).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                VersionContract found = await VersionName.RequireAsync(session, asked, interruption.Token).ConfigureAwait(false);
                var request = new ReleaseRequest(found.Model, found.Number, parsed.GetValue(env)!, RunCause.ByHand("command line"))
                {
                    Reason = parsed.GetValue(reason),
                    UnverifiedReason = parsed.GetValue(unverified),
                    Traffic = traffic.Read(parsed),
                };
                return isPlan
                    ? Tell(await session.PlanDeploymentAsync(request, path, interruption.Token).ConfigureAwait(false), parsed.GetValue(json))
                    : await DeployAsync(session, request, path, parsed.GetValue(json), interruption).ConfigureAwait(false);
            }
        });
        return command;
    }

    private static int Tell(DeploymentPlan plan, bool asJson)
    {
        if (asJson) Terminal.Print(JobsJson.WriteWire(plan));
        else DeploymentPrinter.Print(plan);
        return ExitCodes.Success;
    }

    private static async Task<int> DeployAsync(IWorkflowSession session, ReleaseRequest request, string path, bool asJson, Interruption interruption)
    {
        (string runId, bool isResumed) = await session.DeployAsync(request, path, interruption.Token).ConfigureAwait(false);
        if (isResumed) Terminal.Note($"taking up the interrupted run {runId}");
        return await RunFollowing.ToEndAsync(session, runId, asJson, interruption).ConfigureAwait(false);
    }
}
