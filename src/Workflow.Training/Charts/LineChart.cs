using System.Globalization;
using System.Text;

namespace Workflow.Training.Charts;

/// <summary>Draws lines over two axes of numbers. Lines bear their names at their side, so that nobody has to tell colours apart alone.</summary>
internal sealed class LineChart
{
    private const double Width = 600;
    private const double Height = 300;
    private const double Left = 64;
    private const double Top = 12;
    private const double LegendWidth = 130;
    private const double Bottom = 250;

    /// <summary>What is shown.</summary>
    public required string Title { get; init; }

    /// <summary>What can be seen, in words.</summary>
    public required string Description { get; init; }

    /// <summary>What the horizontal numbers are.</summary>
    public required string Across { get; init; }

    /// <summary>What the vertical numbers are.</summary>
    public required string Up { get; init; }

    /// <summary>The lines; at least one with a point.</summary>
    public required IReadOnlyList<Line> Lines { get; init; }

    /// <summary>Ends of the horizontal axis; null for those of the points.</summary>
    public (double From, double To)? AcrossRange { get; init; }

    /// <summary>Ends of the vertical axis; null for those of the points.</summary>
    public (double From, double To)? UpRange { get; init; }

    /// <summary>Texts along the horizontal axis instead of numbers, for the places 0, 1, 2 ...; empty for numbers.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>Draws it.</summary>
    /// <returns>SVG for an HTML page that has the rules of <see cref="ChartStyle"/>.</returns>
    public string Render()
    {
        var svg = new SvgText(Width, Height, Title, Description);
        Line[] named = [.. Lines.Where(line => line.Name is not null)];
        double right = named.Length > 0 ? Width - LegendWidth : Width - 12;
        LinearScale x = Levels.Count > 0 ? new LinearScale(-0.5, Levels.Count - 0.5, Left, right) : Scale(AcrossRange, point => point.X, Left, right);
        LinearScale y = Scale(UpRange, point => point.Y, Bottom, Top);
        if (Levels.Count > 0) Axis.DrawBottom(svg, Left, right, Bottom, Levels);
        else Axis.DrawBottom(svg, x, Bottom, Across);
        Axis.DrawLeft(svg, y, Left, Up);
        foreach (Line line in Lines) Draw(svg, line, x, y);
        for (int i = 0; i < named.Length; i++)
        {
            svg.Rectangle(Fill(named[i]), right + 10, Top + (i * 18), 10, 10, 1);
            svg.Label(right + 25, Top + 9 + (i * 18), "start", Axis.Short(named[i].Name!, 17));
        }

        return svg.Close();
    }

    private static void Draw(SvgText svg, Line line, LinearScale x, LinearScale y)
    {
        if (line.IsScatter)
        {
            foreach ((double px, double py) in line.Points) svg.Circle(Fill(line), x.At(px), y.At(py), 2.2);
        }
        else
        {
            svg.Path(line.Colour is { } colour ? ChartStyle.Stroke(colour) : "line", Path(line.Points, x, y));
        }

        foreach (Mark mark in line.Marks)
        {
            svg.Circle(mark.IsChosen ? "chosen" : Fill(line), x.At(mark.X), y.At(mark.Y), mark.IsChosen ? 6 : 3.5, mark.Text, mark.Target);
        }
    }

    private static string Fill(Line line) => line.Colour is { } colour ? ChartStyle.Series(colour) : "quiet";

    private static string Path(IReadOnlyList<(double X, double Y)> points, LinearScale x, LinearScale y)
    {
        var path = new StringBuilder();
        foreach ((double px, double py) in points)
        {
            path.Append(CultureInfo.InvariantCulture, $"{(path.Length == 0 ? 'M' : 'L')}{SvgText.Number(x.At(px))} {SvgText.Number(y.At(py))}");
        }

        return path.ToString();
    }

    private LinearScale Scale((double From, double To)? range, Func<(double X, double Y), double> of, double start, double end)
    {
        (double from, double to) = range ?? (Lines.SelectMany(line => line.Points).Min(of), Lines.SelectMany(line => line.Points).Max(of));
        return to / 2 > from / 2 ? new LinearScale(from, to, start, end) : new LinearScale(from - 1, from + 1, start, end);
    }
}
