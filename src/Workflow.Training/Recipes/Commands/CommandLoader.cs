using Workflow.Training.Configuration;
using Workflow.Training.Recipes.Tables;

namespace Workflow.Training.Recipes.Commands;

/// <summary>Reads the part of a recipe that describes a program.</summary>
internal static class CommandLoader
{
    private const int DefaultMinutes = 60;

    public static CommandDefinition Read(ConfigMapReader recipe)
    {
        IReadOnlyList<string> command = ReadCommand(recipe);
        IReadOnlyList<string> inputs = recipe.Texts("inputs");
        foreach (string input in inputs.Where(input => Path.IsPathRooted(input) || input.Split('/', '\\').Contains("..", StringComparer.Ordinal)))
        {
            recipe.Problem("inputs", $"'{input}' does not lie beside the recipe");
        }

        return new CommandDefinition
        {
            Command = command,
            Inputs = inputs,
            Environment = ReadEnvironment(recipe),
            Timeout = TimeSpan.FromMinutes(recipe.Whole("timeoutMinutes", DefaultMinutes, 1, 24 * 60)),
            Table = TableLoader.Read(recipe),
        };
    }

    private static IReadOnlyList<string> ReadCommand(ConfigMapReader recipe)
    {
        IReadOnlyList<string> command = recipe.Texts("command");
        if (recipe.Node("command") is ConfigScalar)
        {
            recipe.Problem("command", "a list is expected: the program and its arguments one by one, which no shell reads");
            return command;
        }

        if (command.Count == 0) recipe.Problem("command", "missing: the program and its arguments, as a list");
        else if (command[0].Length == 0) recipe.Problem("command", "the program has no name");
        if (!command.Skip(1).Any(argument => argument.Contains(CommandDefinition.OutputPlaceholder, StringComparison.Ordinal)))
        {
            recipe.Problem("command", $"no argument names the file to write: {CommandDefinition.OutputPlaceholder}");
        }

        bool readsSource = command.Any(argument => argument.Contains(CommandDefinition.SourcePlaceholder, StringComparison.Ordinal));
        if (readsSource && recipe.Node("sources") is null) recipe.Problem("command", $"{CommandDefinition.SourcePlaceholder} is used, but the recipe has no sources");
        return command;
    }

    // Sorted: the order of keys is no part of a recipe's meaning.
    private static SortedDictionary<string, string> ReadEnvironment(ConfigMapReader recipe)
    {
        var environment = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((_, string name, ConfigNode value) in recipe.Entries("environment"))
        {
            if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0')) recipe.Problem("environment", $"'{name}' is no name of a variable");
            if (value is ConfigScalar { IsNull: true }) recipe.Problem("environment", $"{name}: a text is expected, and there is none; for an empty one write \"\"");
            else if (value is ConfigScalar text) environment.Add(name, text.Text);
            else recipe.Problem("environment", $"{name}: a text is expected, and this is {value.Kind}");
        }

        return environment;
    }
}
