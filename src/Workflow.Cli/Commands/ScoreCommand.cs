using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Scoring;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Texts;
using Workflow.Scoring;
using Workflow.Scoring.Format;

namespace Workflow.Cli.Commands;

/// <summary><c>workflow score</c>: scores a CSV file in this process.</summary>
internal static class ScoreCommand
{
    private const string Summary = "Score the rows of a CSV file, at once and in this process.";

    private const string Details = """
        The output has the kept columns, then one probability per class.
        """;

    private const string Examples = """
        workflow score hydraulic-cooling --in rows.csv --out predictions.csv
        workflow score hydraulic-cooling@3 --in rows.csv --out predictions.csv --keep cool_cond_y
        workflow score model.pipeline --in rows.csv --out predictions.csv
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var model = new Argument<string>("model") { Description = "Model (its newest version), version (model@7), or a scoring pipeline file" };
        Option<string> input = new("--in", "-i") { Description = "CSV file with a header", Required = true, HelpName = "FILE" };
        Option<string> output = CommonOptions.Out("CSV file to write");
        Option<string[]> keep = new("--keep") { Description = "Column of the input to carry over, for example the label", HelpName = "COLUMN", DefaultValueFactory = _ => [] };
        var command = new CommandWithExamples("score", Summary, Details, Examples) { model, input, output, keep };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            (ScoringPipeline pipeline, string name) = await OpenAsync(environment, parsed.GetValue(model)!, cancellationToken).ConfigureAwait(false);
            long rows = await CsvScoring.ScoreAsync(
                pipeline, parsed.GetValue(input)!, parsed.GetValue(output)!, parsed.GetValue(keep) ?? [], cancellationToken).ConfigureAwait(false);
            Terminal.Note($"{CountText.Of(rows, "row")} scored with {name} ({pipeline.Hash[..12]}) into {parsed.GetValue(output)}");
            if (pipeline.Manifest.Lineage.Simulated) Terminal.Note("the model was trained on SIMULATED DATA");
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<(ScoringPipeline Pipeline, string Name)> OpenAsync(CliEnvironment environment, string model, CancellationToken cancellationToken)
    {
        try
        {
            if (model.EndsWith(".pipeline", StringComparison.Ordinal))
            {
                var file = ScoringPipeline.Open(model);
                return (file, file.Manifest.Name);
            }

            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                VersionContract version = await VersionName.RequireAsync(session, model, cancellationToken).ConfigureAwait(false);
                byte[] bytes = await session.ReadPipelineFileAsync(version, cancellationToken).ConfigureAwait(false);
                return (new ScoringPipeline(PipelineFileReader.Read(bytes)), version.Name);
            }
        }
        catch (PipelineFileException refused)
        {
            throw new CliException(refused.Message, refused);
        }
    }
}
