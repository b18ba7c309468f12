namespace Workflow.Training.Recipes.Tables;

/// <summary>One column of a CSV file that a recipe reads.</summary>
public sealed record TableColumnDefinition
{
    /// <summary>Name in the header, and of the feature.</summary>
    public required string Name { get; init; }

    /// <summary>What the cells hold.</summary>
    public required TableColumnType Type { get; init; }

    /// <summary>Format of a date, for example <c>yyyy/MM/dd</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Unit of the numbers.</summary>
    public string? Unit { get; init; }

    /// <summary>A remark for readers.</summary>
    public string? Note { get; init; }

    /// <summary>Why the column may predict the target however well it does; null where it may not.</summary>
    public string? Allowed { get; init; }
}
