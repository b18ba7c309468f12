using System.CommandLine;
using System.CommandLine.Parsing;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Batches;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Commands;

/// <summary><c>workflow batch</c>: scores files of any size.</summary>
internal static class BatchCommand
{
    private const string Summary = "Score files of any size, on all cores; what was interrupted goes on where it was.";

    private const string Details = """
        Files are CSV, TSV or JSON lines by the end of their names (.csv, .tsv, .jsonl), each also compressed (.csv.gz); the output is what its name says. It has the kept
        columns, the predicted class, a probability per class (or the number), whether the row lies outside of the training rows, the version and an identifier of the
        prediction; one row per good row of the input, in its order. It appears under its name when it is whole; beside it OUT.summary.json tells what became of it, and
        OUT.errors.csv the wrong rows: file, row, line, column, reason and the text itself.
        With a folder as --out each input has an output of its own there, and what was scored before stays (--again scores it anew).
        """;

    private const string Examples = """
        workflow batch hydraulic-cooling --in rows.csv --out predictions.csv --keep cycle
        workflow batch hydraulic-cooling@3 --in 'incoming/*.csv.gz' --out scored/ --max-errors 0
        workflow batch hydraulic-cooling@prod --in rows.jsonl --out predictions.jsonl --contributions
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment, Interruption interruption)
    {
        var model = new Argument<string>("model") { Description = "Model (its newest version), version (model@7), or what an environment serves (model@prod)" };
        var input = new Option<string[]>("--in", "-i") { Description = "File, or pattern in quotation marks ('incoming/*.csv'); may be given several times", Required = true, HelpName = "FILE" };
        var output = new Option<string>("--out", "-o") { Description = "File to write; or a folder, which ends in a slash", Required = true, HelpName = "FILE|FOLDER/" };
        var keep = new Option<string[]>("--keep") { Description = "Column of the input to carry over", HelpName = "COLUMN", DefaultValueFactory = _ => [] };
        var contributions = new Option<bool>("--contributions") { Description = "What each input column has added to the prediction" };
        var maxErrors = new Option<string>("--max-errors")
        {
            Description = $"How many rows may be wrong: {ErrorLimit.Forms}; with more there is no output",
            HelpName = "N|N%",
            DefaultValueFactory = _ => ErrorLimit.Default,
        };
        maxErrors.Validators.Add(CheckLimit);
        var again = new Option<bool>("--again") { Description = "Score anew what is scored already, too" };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace an output that no batch has made, too" };
        Option<bool> json = CommonOptions.Json("one object with the result");
        var command = new CommandWithExamples("batch", Summary, Details, Examples) { model, input, output, keep, contributions, maxErrors, again, overwrite, json };
        command.SetAction(async (parsed, _) =>
        {
            string[] named = parsed.GetValue(model)!.Split('@', 2);
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, $"batch {named[0]}", interruption.Token).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                string here = Directory.GetCurrentDirectory();
                var request = new BatchRequest(named[0], [.. parsed.GetValue(input)!.Select(path => Path.GetFullPath(path, here))], Path.GetFullPath(parsed.GetValue(output)!, here), RunCause.ByHand("command line"))
                {
                    Version = named.ElementAtOrDefault(1),
                    Options = new BatchOptions { Kept = parsed.GetValue(keep) ?? [], HasContributions = parsed.GetValue(contributions), MostErrors = parsed.GetValue(maxErrors)! },
                    Existing = parsed.GetValue(overwrite) ? ExistingOutput.ReplaceAny : parsed.GetValue(again) ? ExistingOutput.ReplaceOwn : null,
                    BaseDirectory = here,
                };
                (string runId, bool isResumed) = await session.ScoreBatchAsync(request, interruption.Token).ConfigureAwait(false);
                if (isResumed) Terminal.Note($"taking up the interrupted run {runId}");
                return await RunFollowing.ToEndAsync(session, runId, parsed.GetValue(json), interruption).ConfigureAwait(false);
            }
        });
        return command;
    }

    private static void CheckLimit(OptionResult result)
    {
        string text = result.Tokens.Count == 0 ? ErrorLimit.Default : result.Tokens[^1].Value;
        if (ErrorLimit.Parse(text) is null) result.AddError($"'{text}' is no limit of wrong rows: {ErrorLimit.Forms}");
    }
}
