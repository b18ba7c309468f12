namespace Workflow.Training.Charts;

/// <summary>Draws horizontal bars from zero, one below the other, each with its name and its figure.</summary>
internal static class BarChart
{
    private const double Width = 600;
    private const double Left = 190;
    private const double Right = 80;
    private const double RowHeight = 18;

    /// <summary>Draws it.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="bars">Name, length (0 or more) and figure of each; at least one.</param>
    /// <returns>SVG for an HTML page that has the rules of <see cref="ChartStyle"/>.</returns>
    public static string Render(string title, IReadOnlyList<(string Name, double Length, string Figure)> bars)
    {
        var svg = new SvgText(Width, (bars.Count * RowHeight) + 4, title, string.Join("; ", bars.Select(bar => $"{bar.Name}: {bar.Figure}")));
        double longest = bars.Max(bar => bar.Length);
        for (int i = 0; i < bars.Count; i++)
        {
            double y = i * RowHeight, length = longest > 0 ? Math.Max(1, bars[i].Length / longest * (Width - Left - Right)) : 1;
            svg.Label(Left - 8, y + 13, "end", Axis.Short(bars[i].Name, 28));
            svg.Rectangle(ChartStyle.Series(0), Left, y + 3, length, RowHeight - 5, 1);
            svg.Label(Left + length + 6, y + 13, "start", bars[i].Figure);
        }

        return svg.Close();
    }
}
