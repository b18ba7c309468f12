namespace Workflow.Training.Recipes.Tables;

/// <summary>A CSV file with a header; columns that are not named are passed over.</summary>
public sealed record TableDefinition : RecipeContent
{
    /// <summary>The separator; null to tell it from the first lines.</summary>
    public required char? Separator { get; init; }

    /// <summary>Texts that stand for a missing value, besides an empty cell.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Whether a row that repeats an earlier one, in every column of the file, is dropped.</summary>
    public required bool DropDuplicates { get; init; }

    /// <summary>The columns that are read, in the order of the features.</summary>
    public required IReadOnlyList<TableColumnDefinition> Columns { get; init; }

    /// <summary>The columns that are computed, behind those that are read.</summary>
    public required IReadOnlyList<DerivedColumnDefinition> Derived { get; init; }
}
