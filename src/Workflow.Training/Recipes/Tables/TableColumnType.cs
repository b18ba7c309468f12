namespace Workflow.Training.Recipes.Tables;

/// <summary>What the cells of a CSV column hold.</summary>
public enum TableColumnType
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>One of a few texts: the levels are those that occur.</summary>
    Category,

    /// <summary>A date: no feature by itself, but derived columns may be made of it.</summary>
    Date,
}
