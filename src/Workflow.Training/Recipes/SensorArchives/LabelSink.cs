namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>Keeps one column of the label file, as class indices or as numbers, and the settings; checks the width of every row.</summary>
internal sealed class LabelSink : IRowSink
{
    private readonly IReadOnlyList<LabelDefinition> _labels;
    private readonly LabelDefinition _target;
    private readonly int _column;
    private readonly string _file;
    private readonly Dictionary<string, int> _classes;
    private readonly List<int> _indices = [];
    private readonly List<double> _numbers = [];
    private readonly bool[] _isSetting;
    private readonly SettingCombinations _settings = new();
    private int _row = 1;
    private int _position;

    public LabelSink(IReadOnlyList<LabelDefinition> labels, LabelDefinition target, IReadOnlyList<string> settings, string file)
    {
        _labels = labels;
        _target = target;
        _file = file;
        _column = labels.ToList().IndexOf(target);
        _isSetting = [.. labels.Select(label => settings.Contains(label.Column, StringComparer.Ordinal))];
        _classes = target.Classes.Select((c, i) => (c.Value, i)).ToDictionary(pair => pair.Value, pair => pair.i, StringComparer.Ordinal);
    }

    /// <summary>Class index of each row; empty where the label is a number.</summary>
    public IReadOnlyList<int> Indices => _indices;

    /// <summary>Number of each row; empty where the label is a class.</summary>
    public IReadOnlyList<double> Numbers => _numbers;

    /// <summary>The combination of settings of each row.</summary>
    public IReadOnlyList<int> Settings => _settings.Numbers;

    /// <inheritdoc/>
    public void AddShort(uint mantissa, int decimals) => Add(new DecimalNumber(mantissa, decimals));

    /// <inheritdoc/>
    public void Add(DecimalNumber number)
    {
        int position = _position++;
        if (position < _isSetting.Length && _isSetting[position]) _settings.Add(number.ToString());
        if (position != _column) return;
        if (_target.IsNumber)
        {
            _numbers.Add(ExactRatio.ToDouble(number.Mantissa, ExactRatio.PowerOfTen(number.Decimals)));
            return;
        }

        if (!_classes.TryGetValue(number.ToString(), out int index))
        {
            throw new RecipeException(
                $"{_file}, row {_row}, column {_column + 1}: label {number} of {_target.Column} is not declared"
                + $" (declared: {string.Join(", ", _target.Classes.Select(c => c.Value))})");
        }

        _indices.Add(index);
    }

    /// <inheritdoc/>
    public void EndRow(int samples)
    {
        if (samples != _labels.Count)
        {
            throw new RecipeException($"{_file}, row {_row}: {samples} values, but the recipe declares {_labels.Count} label columns");
        }

        _settings.EndRow();
        _position = 0;
        _row++;
    }
}
