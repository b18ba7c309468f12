using System.CommandLine;
using Workflow.Jobs.Images.Bases;
using Workflow.Jobs.Images.Dockerfiles;
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
            string[] wrong = [.. all.SelectMany(pipeline => FindProblems(pipeline, pipelines.Directory)).Distinct(StringComparer.Ordinal)];
            if (wrong.Length > 0) throw new CliException(string.Join('\n', wrong));
            Terminal.Note($"{pipelines.Path}: {CountText.Of(all.Count, "pipeline")}, nothing wrong: {string.Join(", ", pipelines.Names)}");
            NoteUnpinned(all, pipelines.Directory);
            return ExitCodes.Success;
        });
        return command;
    }

    private static IEnumerable<string> FindProblems(PipelineConfig pipeline, string directory)
    {
        if (FindProblem(pipeline, directory) is { } problem) yield return problem;
        foreach (ExtraFileConfig file in pipeline.Model?.Image?.ExtraFiles ?? [])
        {
            if (ExtraFiles.Problem(directory, file) is { } wrong) yield return wrong.ToString();
        }

        if (pipeline.Model?.Image?.Dockerfile is { } dockerfile && DockerContexts.Problem(directory, dockerfile) is { } misplaced) yield return misplaced.ToString();
    }

    private static void NoteUnpinned(IEnumerable<PipelineConfig> all, string directory)
    {
        var pinned = PinnedBases.Read(directory);
        foreach (PipelineConfig pipeline in all)
        {
            if (pipeline.Model?.Image is not { Base: { } name } image || pinned.Find(pipeline.Name, name) is not null) continue;
            Terminal.Note($"{image.BaseLocation}: the base {name} is a tag that is not pinned yet: the next run pins it, or ./workflow image pin {pipeline.Name}");
        }
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
