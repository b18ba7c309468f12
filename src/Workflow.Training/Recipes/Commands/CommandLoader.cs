using Workflow.Training.Configuration;
using Workflow.Training.Recipes.Tables;

namespace Workflow.Training.Recipes.Commands;

/// <summary>Reads the part of a recipe that describes a program.</summary>
internal static class CommandLoader
{
    private const int DefaultMinutes = 60;

    public static CommandDefinition Read(ConfigMapReader recipe)
    {
        IReadOnlyList<string> command = recipe.Texts("command");
        if (command.Count == 0) recipe.Problem("command", "missing: the program and its arguments, as a list");
        if (!command.Any(argument => argument.Contains(CommandDefinition.OutputPlaceholder, StringComparison.Ordinal)))
        {
            recipe.Problem("command", $"no argument names the file to write: {CommandDefinition.OutputPlaceholder}");
        }

        bool readsSource = command.Any(argument => argument.Contains(CommandDefinition.SourcePlaceholder, StringComparison.Ordinal));
        if (readsSource && recipe.Node("sources") is null) recipe.Problem("command", $"{CommandDefinition.SourcePlaceholder} is used, but the recipe has no sources");
        IReadOnlyList<string> inputs = recipe.Texts("inputs");
        foreach (string input in inputs.Where(input => Path.IsPathRooted(input) || input.Split('/', '\\').Contains("..", StringComparer.Ordinal)))
        {
            recipe.Problem("inputs", $"'{input}' does not lie beside the recipe");
        }

        return new CommandDefinition
        {
            Command = command,
            Inputs = inputs,
            Environment = recipe.Entries("environment")
                .Where(entry => entry.Value is ConfigScalar)
                .ToDictionary(entry => entry.Key, entry => ((ConfigScalar)entry.Value).Text, StringComparer.Ordinal),
            Timeout = TimeSpan.FromMinutes(recipe.Whole("timeoutMinutes", DefaultMinutes, 1, 24 * 60)),
            Table = TableLoader.Read(recipe),
        };
    }
}
