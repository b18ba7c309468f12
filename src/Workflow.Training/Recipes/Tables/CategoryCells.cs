namespace Workflow.Training.Recipes.Tables;

/// <summary>Collects the texts of a category while rows are read, and orders its levels when all are known.</summary>
internal sealed class CategoryCells
{
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly List<int> _cells = [];

    /// <summary>Adds a cell; null is missing.</summary>
    public void Add(string? text)
    {
        if (text is null)
        {
            _cells.Add(-1);
            return;
        }

        if (!_seen.TryGetValue(text, out int index)) _seen.Add(text, index = _seen.Count);
        _cells.Add(index);
    }

    /// <summary>The levels in ordinal order, whatever the order of the rows, and the cells as indices of levels.</summary>
    public (IReadOnlyList<string> Levels, double[] Cells) Finish()
    {
        string[] levels = [.. _seen.Keys.Order(StringComparer.Ordinal)];
        var position = new double[levels.Length];
        for (int i = 0; i < levels.Length; i++) position[_seen[levels[i]]] = i;
        return (levels, [.. _cells.Select(cell => cell < 0 ? double.NaN : position[cell])]);
    }
}
