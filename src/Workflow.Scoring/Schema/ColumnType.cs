namespace Workflow.Scoring.Schema;

/// <summary>What the cells of an input column hold.</summary>
public enum ColumnType
{
    /// <summary>A finite number.</summary>
    Number,

    /// <summary>One of a fixed list of texts, the column's levels.</summary>
    Category,
}
