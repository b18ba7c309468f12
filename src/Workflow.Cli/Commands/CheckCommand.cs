using System.CommandLine;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Texts;
using Workflow.Training.Errors;
using Workflow.Training.Recipes;

namespace Workflow.Cli.Commands;

/// <summary><c>workflow check</c>: everything that is wrong with pipelines.yaml and its recipes, without running anything.</summary>
internal static class CheckCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Option<string?> file = CommonOptions.PipelinesFile();
        var command = new Command("check", "Check pipelines.yaml and its recipes. Example: workflow check --file pipelines.yaml") { file };
        command.SetAction(parsed =>
        {
            PipelinesFile pipelines = PipelinesFile.Open(environment.PipelinesPath(parsed.GetValue(file)));
            IReadOnlyList<PipelineConfig> all = pipelines.ReadAll();
            string[] wrong = [.. all.Select(pipeline => FindProblem(pipeline, pipelines.Directory)).OfType<string>().Distinct(StringComparer.Ordinal)];
            if (wrong.Length > 0) throw new CliException(string.Join('\n', wrong));
            Terminal.Note($"{pipelines.Path}: {CountText.Of(all.Count, "pipeline")}, nothing wrong: {string.Join(", ", pipelines.Names)}");
            return ExitCodes.Success;
        });
        return command;
    }

    // A recipe at an address is read when it is run: a check needs no network.
    private static string? FindProblem(PipelineConfig pipeline, string directory)
    {
        if (pipeline.Model is not { } model || model.Recipe.Contains("://", StringComparison.Ordinal)) return null;
        string path = Path.GetFullPath(model.Recipe, directory);
        if (!File.Exists(path)) return $"{model.RecipeLocation}: the recipe {model.Recipe} does not exist";
        try
        {
            _ = model.Apply(RecipeLoader.Read(File.ReadAllText(path), model.Recipe));
            return null;
        }
        catch (WorkflowException problem)
        {
            return problem.Message;
        }
    }
}
