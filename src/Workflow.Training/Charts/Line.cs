namespace Workflow.Training.Charts;

/// <summary>A line of a chart.</summary>
/// <param name="Name">Its name, in the legend; null for none.</param>
/// <param name="Points">Its points from left to right.</param>
/// <param name="Colour">Index of its colour; null for the quiet colour of axes.</param>
internal sealed record Line(string? Name, IReadOnlyList<(double X, double Y)> Points, int? Colour)
{
    /// <summary>Points that stand out.</summary>
    public IReadOnlyList<Mark> Marks { get; init; } = [];

    /// <summary>Whether the points are not joined.</summary>
    public bool IsScatter { get; init; }
}
