using System.CommandLine;
using Workflow.Jobs.Pipelines;
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
            foreach (PipelineConfig pipeline in all.Where(pipeline => !pipeline.Recipe.Contains("://", StringComparison.Ordinal)))
            {
                string path = Path.GetFullPath(pipeline.Recipe, pipelines.Directory);
                if (!File.Exists(path)) throw new CliException($"{pipeline.RecipeLocation}: the recipe {pipeline.Recipe} does not exist");
                _ = RecipeLoader.FindLabel(RecipeLoader.Read(File.ReadAllText(path), pipeline.Recipe), pipeline.Target);
            }

            Terminal.Note($"{pipelines.Path}: {all.Count} pipelines, nothing wrong: {string.Join(", ", pipelines.Names)}");
            return ExitCodes.Success;
        });
        return command;
    }
}
