namespace Workflow.Training.Recipes.Tables;

/// <summary>A column that a recipe computes.</summary>
/// <param name="Name">Name of the feature.</param>
/// <param name="Kind">How it is computed.</param>
/// <param name="Sources">Date columns that it is computed of: two for <see cref="DerivedKind.Days"/>, one otherwise.</param>
/// <param name="Note">A remark for readers.</param>
/// <param name="Allowed">Why the column may predict the target however well it does; null where it may not.</param>
public sealed record DerivedColumnDefinition(string Name, DerivedKind Kind, IReadOnlyList<string> Sources, string? Note, string? Allowed)
{
    /// <summary>Unit of the values.</summary>
    public string? Unit => Kind == DerivedKind.Days ? "day" : null;
}
