using System.Globalization;
using System.Runtime.InteropServices;

namespace Workflow.Jobs.Batches;

/// <summary>How many rows of a batch may be wrong.</summary>
/// <param name="Rows">So many, at most; null where a share counts.</param>
/// <param name="Percent">Such a share of all rows, from 0 to 100; null where a number counts.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ErrorLimit(long? Rows, double? Percent)
{
    /// <summary>How a limit is written, for messages.</summary>
    public const string Forms = "a number of rows (0, 100) or a share of them (0.5%)";

    /// <summary>The limit where nobody gives one.</summary>
    public const string Default = "1%";

    /// <summary>Reads a limit; null where the text is none.</summary>
    public static ErrorLimit? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.EndsWith('%'))
        {
            return double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent) && percent is >= 0 and <= 100
                ? new ErrorLimit(null, percent)
                : null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long rows) ? new ErrorLimit(rows, null) : null;
    }

    /// <summary>Whether so many wrong rows are too many already, however many more rows come.</summary>
    public bool IsPassedBy(long wrong) => Rows is { } most && wrong > most;

    /// <summary>Whether so many wrong ones of all rows are too many.</summary>
    public bool IsPassedBy(long wrong, long rows) => Percent is { } share ? wrong > share / 100 * rows : IsPassedBy(wrong);

    /// <inheritdoc/>
    public override string ToString() => Percent is { } share ? string.Create(CultureInfo.InvariantCulture, $"{share}%") : string.Create(CultureInfo.InvariantCulture, $"{Rows}");
}
