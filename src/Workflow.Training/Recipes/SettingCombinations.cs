using System.Text;

namespace Workflow.Training.Recipes;

/// <summary>Numbers the combinations of settings of rows, in the order in which they first appear.</summary>
internal sealed class SettingCombinations
{
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly List<int> _numbers = [];
    private readonly StringBuilder _row = new();

    /// <summary>The combination of each row.</summary>
    public IReadOnlyList<int> Numbers => _numbers;

    /// <summary>Adds a setting's value to the row.</summary>
    public void Add(string value) => _row.Append(value.Length).Append(' ').Append(value);

    /// <summary>Ends the row.</summary>
    public void EndRow()
    {
        string row = _row.ToString();
        _row.Clear();
        if (!_seen.TryGetValue(row, out int number)) _seen.Add(row, number = _seen.Count);
        _numbers.Add(number);
    }
}
