using System.Globalization;
using System.Text.Unicode;
using CsvHelper;
using Workflow.Scoring.Schema;
using Workflow.Training.Configuration;
using Workflow.Training.Datasets;
using Workflow.Training.Files;

namespace Workflow.Training.Recipes.Tables;

/// <summary>Makes a dataset of a CSV file, in one pass.</summary>
internal sealed class TableReader
{
    private const int LargestRecord = 16 << 20;
    private const int RowsPerReport = 1024;

    private readonly RecipeDefinition _recipe;
    private readonly TableDefinition _table;
    private readonly LabelDefinition _target;
    private readonly string _file;
    private readonly HashSet<string> _missing;
    private readonly Dictionary<string, List<double>> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CategoryCells> _categories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<DateOnly?>> _dates = new(StringComparer.Ordinal);
    private readonly List<int> _labels = [];
    private readonly List<double> _targets = [];
    private readonly SettingCombinations _settings = new();

    public TableReader(RecipeDefinition recipe, TableDefinition table, LabelDefinition target, string path)
    {
        _recipe = recipe;
        _table = table;
        _target = target;
        _file = Path.GetFileName(path);
        _missing = [.. table.Missing];
        foreach (TableColumnDefinition column in table.Columns)
        {
            if (column.Type == TableColumnType.Number) _numbers.Add(column.Name, []);
            else if (column.Type == TableColumnType.Category) _categories.Add(column.Name, new CategoryCells());
            else _dates.Add(column.Name, []);
        }
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="RecipeException">It is not as the recipe says; names row, line, column and value.</exception>
    public Dataset Read(SourceFile source, IProgress<ReadProgress>? progress, CancellationToken cancellationToken)
    {
        var options = new CsvReaderOptions
        {
            Separator = _table.Separator,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MaxRecordSize = LargestRecord,
            MalformedData = CsvMalformedDataHandling.Throw,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
        };
        try
        {
            using var reader = CsvReader.FromFile(source.Path, options);
            using var seen = new SeenRows();
            reader.ReadHeader();
            int[] positions = Positions([.. reader.Headers]);
            long size = new FileInfo(source.Path).Length;
            int repeats = 0;
            while (reader.Read())
            {
                if (reader.RowNumber % RowsPerReport == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    progress?.Report(new ReadProgress(reader.ByteOffset, size, repeats));
                }

                if (!_table.DropDuplicates || seen.Add(reader)) AddRow(reader, positions);
                else repeats++;
            }

            progress?.Report(new ReadProgress(size, size, repeats));
        }
        catch (CsvFormatException wrong)
        {
            throw new RecipeException($"{_file}, line {wrong.LineNumber}: {wrong.Message}", wrong);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException($"{_file} cannot be read: {UnreadableFile.Reason(_file, wrong)}", wrong);
        }

        if (RowCount == 0) throw new RecipeException($"{_file} has no rows");
        return Build(source);
    }

    private int RowCount => _labels.Count + _targets.Count;

    // Positions of the columns in the file, then of the label, then of the settings.
    private int[] Positions(string[] header)
    {
        string[] wanted = [.. _table.Columns.Select(column => column.Name), _target.Column, .. _recipe.Settings];
        string[] absent = [.. wanted.Except(header, StringComparer.Ordinal)];
        string? twice = wanted.FirstOrDefault(name => header.Count(other => other == name) > 1);
        if (twice is not null) throw new RecipeException($"{_file}: column {twice} stands {header.Count(other => other == twice)} times in the header");
        if (absent.Length == 0) return [.. wanted.Select(name => Array.IndexOf(header, name))];
        throw new RecipeException(string.Join('\n', absent.Select(name => $"{_file}: column {name} is missing; {NearestName.Hint(name, header)}")));
    }

    private void AddRow(CsvReader reader, int[] positions)
    {
        for (int i = 0; i < _table.Columns.Count; i++)
        {
            TableColumnDefinition column = _table.Columns[i];
            string text = Cell(reader, column.Name, positions[i]);
            bool isMissing = text.Length == 0 || _missing.Contains(text);
            switch (column.Type)
            {
                case TableColumnType.Category:
                    _categories[column.Name].Add(isMissing ? null : text);
                    break;
                case TableColumnType.Number:
                    _numbers[column.Name].Add(isMissing ? double.NaN : Number(reader, column.Name, text));
                    break;
                default:
                    _dates[column.Name].Add(isMissing ? null : Date(reader, column, text));
                    break;
            }
        }

        string label = Cell(reader, _target.Column, positions[_table.Columns.Count]);
        if (_target.IsNumber) _targets.Add(Number(reader, _target.Column, label));
        else _labels.Add(Label(reader, label));
        for (int i = 0; i < _recipe.Settings.Count; i++) _settings.Add(Cell(reader, _recipe.Settings[i], positions[_table.Columns.Count + 1 + i]));
        _settings.EndRow();
    }

    private string Cell(CsvReader reader, string column, int position)
    {
        // Letters of another encoding would all become the same sign, which no caller sends.
        if (!Utf8.IsValid(reader.GetSpan(position))) throw Wrong(reader, column, "the text is not UTF-8");

        // Blanks within quotes do not count either: scoring trims what callers send.
        return reader.GetString(position).Trim(' ', '\t', '\r', '\n');
    }

    private double Number(CsvReader reader, string column, string text)
    {
        // The framework overlooks NUL characters behind a number.
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && text[^1] != '\0';
        return isNumber && float.IsFinite((float)value) ? value : throw Wrong(reader, column, $"'{text}' is not a finite number");
    }

    private DateOnly Date(CsvReader reader, TableColumnDefinition column, string text) =>
        DateOnly.TryParseExact(text, column.Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
            ? date
            : throw Wrong(reader, column.Name, $"'{text}' is not a date in the format {column.Format}");

    private int Label(CsvReader reader, string text)
    {
        for (int i = 0; i < _target.Classes.Count; i++)
        {
            if (_target.Classes[i].Value == text) return i;
        }

        throw Wrong(reader, _target.Column, $"label '{text}' is not declared (declared: {string.Join(", ", _target.Classes.Select(c => c.Value))})");
    }

    private RecipeException Wrong(CsvReader reader, string column, string problem) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{_file}, row {reader.RowNumber} (line {reader.LineNumber}), column {column}: {problem}"));

    private Dataset Build(SourceFile source)
    {
        var columns = new List<DatasetColumn>();
        var cells = new List<double[]>();
        foreach (TableColumnDefinition column in _table.Columns.Where(column => column.Type != TableColumnType.Date))
        {
            bool isCategory = column.Type == TableColumnType.Category;
            (IReadOnlyList<string> levels, double[] values) = isCategory ? _categories[column.Name].Finish() : ([], [.. _numbers[column.Name]]);
            if (isCategory && levels.Count == 0) throw new RecipeException($"{_file}: column {column.Name} has no value at all; leave it out of the recipe");
            columns.Add(new DatasetColumn
            {
                Name = column.Name,
                Type = isCategory ? ColumnType.Category : ColumnType.Number,
                Unit = column.Unit,
                Note = column.Note,
                Allowed = column.Allowed,
                MissingTexts = _table.Missing,
                Levels = levels,
            });
            cells.Add(values);
        }

        foreach (DerivedColumnDefinition derived in _table.Derived)
        {
            columns.Add(new DatasetColumn { Name = derived.Name, Type = ColumnType.Number, Unit = derived.Unit, Note = derived.Note, Allowed = derived.Allowed });
            cells.Add([.. Enumerable.Range(0, RowCount).Select(row => Derive(derived, row))]);
        }

        var schema = new DatasetSchema
        {
            Recipe = _recipe.Name,
            Row = _recipe.Row,
            RowCount = RowCount,
            Features = columns,
            Target = _target.Column,
            Classes = _target.Classes,
            RecipeSha256 = _recipe.Sha256,
            SourceSha256 = source.Sha256,
            Simulated = source.Simulated,
        };
        Dataset dataset = _target.IsNumber ? Dataset.ForRegression(schema, cells, [.. _targets]) : new Dataset(schema, cells, [.. _labels]);
        return _recipe.Settings.Count == 0 ? dataset : dataset.WithSettings(_recipe.Settings, [.. _settings.Numbers]);
    }

    private double Derive(DerivedColumnDefinition derived, int row)
    {
        DateOnly?[] dates = [.. derived.Sources.Select(source => _dates[source][row])];
        if (dates.Any(date => date is null)) return double.NaN;
        DateOnly first = dates[0]!.Value;
        return derived.Kind switch
        {
            DerivedKind.Days => dates[1]!.Value.DayNumber - first.DayNumber,
            DerivedKind.Year => first.Year,
            DerivedKind.Month => first.Month,
            _ => first.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)first.DayOfWeek,
        };
    }
}
