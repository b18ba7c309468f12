using Workflow.Scoring.Schema;

namespace Workflow.Scoring.Format.Reading;

/// <summary>Reads an input column.</summary>
internal static class InputColumnReader
{
    private static readonly MemberNames Members = new(
        ["name", "type", "acceptsMissing", "missingTexts", "levels"],
        "unit", "minimum", "maximum", "histogram");

    private static readonly string[] Types = [nameof(ColumnType.Number), nameof(ColumnType.Category)];

    /// <summary>Reads the object that stands here.</summary>
    public static InputColumn Read(ref PartReader json)
    {
        string? name = null, unit = null;
        ColumnType type = default;
        double? minimum = null, maximum = null;
        bool acceptsMissing = false;
        string[]? missingTexts = null, levels = null;
        ReferenceHistogram? histogram = null;
        var members = new MemberWalk(Members);
        while (members.MoveNext(ref json))
        {
            switch (members.Name)
            {
                case "name": name = json.Text(); break;
                case "type": type = (ColumnType)json.NameOf(Types); break;
                case "unit": unit = json.TextOrNull(); break;
                case "minimum": minimum = json.NumberOrNull(); break;
                case "maximum": maximum = json.NumberOrNull(); break;
                case "acceptsMissing": acceptsMissing = json.Flag(); break;
                case "missingTexts": missingTexts = json.Texts(); break;
                case "levels": levels = json.Texts(); break;
                case "histogram": histogram = json.OrNull(HistogramReader.Read); break;
            }
        }

        return new InputColumn
        {
            Name = name!,
            Type = type,
            Unit = unit,
            Minimum = minimum,
            Maximum = maximum,
            AcceptsMissing = acceptsMissing,
            MissingTexts = missingTexts!,
            Levels = levels!,
            Histogram = histogram,
        };
    }
}
