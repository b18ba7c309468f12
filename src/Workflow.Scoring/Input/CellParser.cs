using System.Globalization;
using System.Text;
using Workflow.Scoring.Schema;

namespace Workflow.Scoring.Input;

/// <summary>Turns the text of one cell into the double that scoring works on (see <see cref="InputColumn"/>).</summary>
public sealed class CellParser
{
    private const int ExcerptBytes = 40;
    private const int MissingText = -2;
    private readonly InputColumn _column;

    // Levels by their index, texts that stand for a missing value by MissingText; null where a column of numbers has neither.
    private readonly Dictionary<string, int>? _texts;
    private readonly int _longestText;

    /// <summary>Creates the parser of one column.</summary>
    public CellParser(InputColumn column)
    {
        _column = column;
        if (column.Type == ColumnType.Number && column.MissingTexts.Count == 0) return;
        _texts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < column.Levels.Count; i++) _texts.Add(column.Levels[i], i);
        foreach (string text in column.MissingTexts) _texts[text] = MissingText;
        _longestText = _texts.Keys.Select(Encoding.UTF8.GetByteCount).DefaultIfEmpty().Max();
    }

    /// <summary>Whether the column takes every number of single precision's range as it stands: no text, and no number, stands for something else.</summary>
    public bool TakesNumbers => _texts is null;

    /// <summary>Parses a cell. Surrounding white space does not count; an empty cell, and a text that stands for one, is missing.</summary>
    /// <param name="text">The text, UTF-8.</param>
    /// <param name="cell">Receives the cell.</param>
    /// <returns>Null, or why the text is refused: a clause such as <c>'abc' is not a number</c>.</returns>
    public string? Parse(ReadOnlySpan<byte> text, out double cell)
    {
        text = text.Trim(" \t\r\n"u8);
        int known = _texts is null || text.Length > _longestText ? (int)InputColumn.UnseenLevel : Find(_texts, text);
        if (text.IsEmpty || known == MissingText) return Missing(out cell);
        if (_column.Type == ColumnType.Category)
        {
            cell = known;
            return null;
        }

        if (PlainDecimal.Read(text, out cell) == text.Length && float.IsFinite((float)cell)) return null;

        // The framework overlooks NUL characters behind a number.
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out cell) && text[^1] != 0;
        return CheckNumber(isNumber, text, cell);
    }

    /// <summary>Parses a cell given as characters.</summary>
    public string? Parse(ReadOnlySpan<char> text, out double cell)
    {
        Span<byte> utf8 = stackalloc byte[256];
        return Encoding.UTF8.TryGetBytes(text, utf8, out int length)
            ? Parse(utf8[..length], out cell)
            : Parse(Encoding.UTF8.GetBytes(text.ToArray()), out cell);
    }

    /// <summary>Parses the number that a text begins with, where the column takes numbers as they stand.</summary>
    /// <param name="text">The text, UTF-8.</param>
    /// <param name="cell">Receives the cell.</param>
    /// <returns>
    /// How many bytes the number takes; 0 where the text has another form or stands for something else: only
    /// <see cref="Parse(ReadOnlySpan{byte}, out double)"/> tells then what it is.
    /// </returns>
    public int ParseNumber(ReadOnlySpan<byte> text, out double cell)
    {
        cell = double.NaN;
        if (!TakesNumbers) return 0;
        int length = PlainDecimal.Read(text, out double number);
        if (length == 0 || !float.IsFinite((float)number)) return 0;
        cell = number;
        return length;
    }

    /// <summary>The cell of a missing value.</summary>
    /// <returns>Null, or why a missing value is refused.</returns>
    public string? Missing(out double cell)
    {
        cell = double.NaN;
        return _column.AcceptsMissing ? null : "is missing, and the model was trained without missing values in this column";
    }

    private static int Find(Dictionary<string, int> texts, ReadOnlySpan<byte> text)
    {
        Span<char> characters = stackalloc char[128];
        if (text.Length > characters.Length) return texts.GetValueOrDefault(Encoding.UTF8.GetString(text), (int)InputColumn.UnseenLevel);
        int length = Encoding.UTF8.GetChars(text, characters);
        return texts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(characters[..length], out int value) ? value : (int)InputColumn.UnseenLevel;
    }

    // Trees compare in single precision, where larger numbers would be infinite.
    private static string? CheckNumber(bool isNumber, ReadOnlySpan<byte> text, double value)
    {
        if (!isNumber) return $"'{Excerpt(text)}' is not a number";
        if (!double.IsFinite(value)) return $"'{Excerpt(text)}' is not a finite number";
        return float.IsFinite((float)value) ? null : $"'{Excerpt(text)}' is outside the range of single precision (3.4e38)";
    }

    private static string Excerpt(ReadOnlySpan<byte> text)
    {
        if (text.Length <= ExcerptBytes) return Encoding.UTF8.GetString(text);

        // Not between the bytes of one character, of which there are at most four.
        int end = ExcerptBytes;
        while (end > ExcerptBytes - 3 && (text[end] & 0xC0) == 0x80) end--;
        return Encoding.UTF8.GetString(text[..end]) + "...";
    }
}
