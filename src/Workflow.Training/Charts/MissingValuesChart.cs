using System.Globalization;
using Workflow.Training.Guards.Columns;

namespace Workflow.Training.Charts;

/// <summary>Draws where values are missing: a row per column, a field per part of the rows in their order, the darker the more are missing.</summary>
internal static class MissingValuesChart
{
    private const double Width = 600;
    private const double Left = 220;
    private const double Right = 60;
    private const double RowHeight = 16;
    private const double Below = 22;

    /// <summary>Draws it.</summary>
    /// <param name="columns">The columns; at least one.</param>
    /// <param name="title">What is shown.</param>
    /// <returns>SVG for an HTML page that has the rules of <see cref="ChartStyle"/>.</returns>
    public static string Render(IReadOnlyList<MissingColumn> columns, string title)
    {
        double bottom = columns.Count * RowHeight;
        string description = string.Join("; ", columns.Select(column => $"{column.Column}: {Percent(column.Share)} missing"));
        var svg = new SvgText(Width, bottom + Below, title, description);
        for (int i = 0; i < columns.Count; i++)
        {
            double y = i * RowHeight;
            svg.Label(Left - 8, y + 12, "end", Axis.Short(columns[i].Column, 32));
            svg.Label(Width - Right + 8, y + 12, "start", Percent(columns[i].Share));
            double part = (Width - Left - Right) / columns[i].Parts.Count;
            for (int j = 0; j < columns[i].Parts.Count; j++)
            {
                svg.Rectangle(ChartStyle.Series(0), Left + (j * part), y + 2, Math.Max(1, part - 1), RowHeight - 3, 0.06 + (0.94 * columns[i].Parts[j]));
            }
        }

        svg.Label(Left, bottom + 14, "start", "first row");
        svg.Label(Width - Right, bottom + 14, "end", "last row");
        return svg.Close();
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");
}
