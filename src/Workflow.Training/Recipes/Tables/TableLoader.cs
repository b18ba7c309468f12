using System.Globalization;
using Workflow.Training.Configuration;

namespace Workflow.Training.Recipes.Tables;

/// <summary>Reads the part of a recipe that describes a CSV file.</summary>
internal static class TableLoader
{
    private const string Blanks = " \t\r\n";

    private static readonly Dictionary<string, TableColumnType> Types = new(StringComparer.Ordinal)
    {
        ["number"] = TableColumnType.Number,
        ["category"] = TableColumnType.Category,
        ["date"] = TableColumnType.Date,
    };

    private static readonly Dictionary<string, DerivedKind> Kinds = new(StringComparer.Ordinal)
    {
        ["days"] = DerivedKind.Days,
        ["year"] = DerivedKind.Year,
        ["month"] = DerivedKind.Month,
        ["weekday"] = DerivedKind.Weekday,
    };

    public static TableDefinition Read(ConfigMapReader recipe)
    {
        ConfigMapReader? table = recipe.Map("table");
        List<TableColumnDefinition> columns = [.. recipe.Maps("columns").Select(entry => ReadColumn(entry.Key, entry.Reader))];
        List<DerivedColumnDefinition> derived = [.. recipe.Maps("derived").Select(entry => ReadDerived(entry.Key, entry.Reader, columns))];
        if (columns.Count == 0) recipe.Problem("columns", "missing: at least one column is needed");
        foreach (string name in derived.Select(column => column.Name).Intersect(columns.Select(column => column.Name), StringComparer.Ordinal))
        {
            recipe.Problem("derived", $"column '{name}' stands among the columns too");
        }

        var definition = new TableDefinition
        {
            Separator = ReadSeparator(table),
            Missing = table is null ? [] : ReadMissing(table),
            DropDuplicates = table?.Flag("dropDuplicates", false) ?? false,
            Columns = columns,
            Derived = derived,
        };
        table?.RejectUnknownKeys();
        return definition;
    }

    private static char? ReadSeparator(ConfigMapReader? table)
    {
        if (table?.OptionalText("separator") is not { } text) return null;
        if (text is "," or ";" or "\t" or "|") return text[0];
        table.Problem("separator", $"'{text}' is no separator; allowed: , ; | and tab (\"\\t\")");
        return null;
    }

    // An empty cell is missing anyway, and cells are trimmed before they are compared.
    private static IReadOnlyList<string> ReadMissing(ConfigMapReader table)
    {
        IReadOnlyList<string> texts = table.Texts("missing");
        foreach (string text in texts.Where(text => text.Length == 0 || text.AsSpan().Trim(Blanks).Length < text.Length))
        {
            table.Problem("missing", $"'{text}' can never stand in a cell: blanks around a text do not count, and an empty cell is missing anyway");
        }

        return [.. texts.Distinct(StringComparer.Ordinal)];
    }

    private static TableColumnDefinition ReadColumn(string name, ConfigMapReader map)
    {
        var column = new TableColumnDefinition
        {
            Name = name,
            Type = map.Choice("type", TableColumnType.Number, Types),
            Format = map.OptionalText("format"),
            Unit = map.OptionalText("unit"),
            Note = map.OptionalText("note"),
            Allowed = map.OptionalText("allowed"),
        };
        if (map.Node("type") is null) map.Problem("type", $"missing; {NearestName.Hint(string.Empty, Types.Keys)}");
        if (column.Type == TableColumnType.Date && column.Format is null) map.Problem("format", "missing: the format of the dates, for example yyyy/MM/dd");
        if (column.Type != TableColumnType.Date && column.Format is not null) map.Problem("format", "only dates have a format");
        if (column is { Type: TableColumnType.Date, Format: { } format } && !IsDateFormat(format))
        {
            map.Problem("format", $"'{format}' is no format of dates with a year, for example yyyy/MM/dd; a time of day cannot be read");
        }

        map.RejectUnknownKeys();
        return column;
    }

    // Where a format names no year, the framework takes the one of today.
    private static bool IsDateFormat(string format)
    {
        try
        {
            string text = new DateOnly(2001, 2, 3).ToString(format, CultureInfo.InvariantCulture);
            return DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) && date.Year == 2001;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static DerivedColumnDefinition ReadDerived(string name, ConfigMapReader map, List<TableColumnDefinition> columns)
    {
        string[] dates = [.. columns.Where(column => column.Type == TableColumnType.Date).Select(column => column.Name)];
        (string Key, DerivedKind Kind)[] asked = [.. Kinds.Where(kind => map.Node(kind.Key) is not null).Select(kind => (kind.Key, kind.Value))];
        string? note = map.OptionalText("note");
        string? allowed = map.OptionalText("allowed");
        map.RejectUnknownKeys();
        if (asked.Length != 1)
        {
            map.Problem(Kinds.Keys.First(), $"{name}: one way to compute the column is expected: {string.Join(", ", Kinds.Keys)}");
            return new DerivedColumnDefinition(name, DerivedKind.Year, [], note, allowed);
        }

        (string key, DerivedKind kind) = asked[0];
        IReadOnlyList<string> sources = map.Texts(key);
        int expected = kind == DerivedKind.Days ? 2 : 1;
        if (sources.Count != expected) map.Problem(key, $"{expected} date columns are expected, not {sources.Count}");
        foreach (string source in sources.Except(dates, StringComparer.Ordinal)) map.Problem(key, $"'{source}' is no date column; {NearestName.Hint(source, dates)}");
        return new DerivedColumnDefinition(name, kind, sources, note, allowed);
    }
}
