using Workflow.Training.Recipes.Tables;

namespace Workflow.Training.Recipes.Commands;

/// <summary>A program of the user's that writes a CSV file. It runs where the recipe lies, with the environment that the recipe names and nothing else.</summary>
public sealed record CommandDefinition : RecipeContent
{
    /// <summary>Stands in an argument for the file that the program must write.</summary>
    public const string OutputPlaceholder = "{output}";

    /// <summary>Stands in an argument for the recipe's source.</summary>
    public const string SourcePlaceholder = "{source}";

    /// <summary>The program and its arguments: a list, never a command line.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Files that decide what the program makes, relative to the recipe: their digests are part of what a run remembers.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Variables that the program sees, besides PATH.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Longest time that the program may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How the CSV file is read.</summary>
    public required TableDefinition Table { get; init; }
}
