using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Cli.Display;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Plans;

namespace Workflow.Cli.Commands;

/// <summary><c>workflow plan</c>: what a run will do, before it does.</summary>
internal static class PlanCommand
{
    private const string Summary = "Tell what a run of a pipeline will do: data, split, guards, search, gates. Nothing is run and no data is read.";

    private const string Examples = """
        workflow plan hydraulic-cooling
        workflow plan hydraulic-cooling --set train.time=7 --set train.interpretability=9
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var pipeline = new Argument<string>("pipeline") { Description = "Name of the pipeline in pipelines.yaml" };
        Option<string[]> set = CommonOptions.Set();
        Option<string?> file = CommonOptions.PipelinesFile();
        var command = new CommandWithExamples("plan", Summary, string.Empty, Examples) { pipeline, set, file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            PipelinesFile pipelines = PipelinesFile.Open(environment.PipelinesPath(parsed.GetValue(file)));
            string[] settings = parsed.GetValue(set) ?? [];
            PipelineConfig config = pipelines.Read(parsed.GetValue(pipeline)!, settings);
            ServiceProvider provider = environment.CreateServices();
            await using (provider.ConfigureAwait(false))
            {
                RunPlans plans = provider.GetRequiredService<RunPlans>();
                PlanPrinter.Print(config.Name, settings, await plans.ReadAsync(config, pipelines.Directory, cancellationToken).ConfigureAwait(false));
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
