using System.Globalization;
using System.Text;
using Workflow.Jobs.Pipelines;

namespace Workflow.Api.Dashboard.Graphs;

/// <summary>
/// Where the steps of a graph are drawn: every step one column behind the last of those that it waits for, columns ordered so that lines
/// cross rarely (Sugiyama, Tagawa and Toda 1981: layers, then barycentres). Lines that follow from others are left out, and lines over
/// several columns keep a row of their own in between, so that none runs behind a step. The same graph is always drawn the same.
/// </summary>
public sealed record GraphLayout
{
    /// <summary>Width of a step.</summary>
    public const double NodeWidth = 148;

    /// <summary>Height of a step.</summary>
    public const double NodeHeight = 60;

    private const double ColumnGap = 30;
    private const double RowGap = 18;
    private const double Margin = 4;
    private const int Sweeps = 4;

    /// <summary>The steps.</summary>
    public required IReadOnlyList<GraphNode> Nodes { get; init; }

    /// <summary>The lines.</summary>
    public required IReadOnlyList<GraphEdge> Edges { get; init; }

    /// <summary>Width of the drawing.</summary>
    public required double Width { get; init; }

    /// <summary>Height of the drawing.</summary>
    public required double Height { get; init; }

    /// <summary>Lays out steps, each of which comes after those that it depends on.</summary>
    public static GraphLayout Of(IReadOnlyList<StepDefinition> steps)
    {
        Dictionary<string, string[]> parents = Reduced(steps);
        var column = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (StepDefinition step in steps) column[step.Name] = parents[step.Name].Select(parent => column[parent] + 1).DefaultIfEmpty(0).Max();

        // A spot is a step, or the place where a line passes through a column.
        var columns = Enumerable.Range(0, column.Values.DefaultIfEmpty(-1).Max() + 1).Select(_ => new List<Spot>()).ToArray();
        var spots = new Dictionary<string, Spot>(StringComparer.Ordinal);
        List<(string From, string To, List<Spot> Way)> lines = [];
        foreach (StepDefinition step in steps)
        {
            var spot = new Spot(column[step.Name], step.Name);
            spots[step.Name] = spot;
            columns[spot.Column].Add(spot);
            lines.AddRange(parents[step.Name].Select(parent => (parent, step.Name, Way(spots[parent], spot, columns))));
        }

        Order(columns);
        double height = Place(columns);
        return new GraphLayout
        {
            Nodes = [.. steps.Select(step => new GraphNode(step.Name, spots[step.Name].X, spots[step.Name].Y))],
            Edges = [.. lines.Select(line => new GraphEdge(line.From, line.To, Draw(line.Way)))],
            Width = (columns.Length * (NodeWidth + ColumnGap)) - ColumnGap + (2 * Margin),
            Height = height,
        };
    }

    // Without the lines that others imply: who waits for B, which waits for A, waits for A.
    private static Dictionary<string, string[]> Reduced(IReadOnlyList<StepDefinition> steps)
    {
        var ancestors = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var parents = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (StepDefinition step in steps)
        {
            string[] direct = [.. step.DependsOn.Where(ancestors.ContainsKey).Distinct(StringComparer.Ordinal)];
            parents[step.Name] = [.. direct.Where(parent => !direct.Any(other => ancestors[other].Contains(parent)))];
            ancestors[step.Name] = new HashSet<string>([.. direct, .. direct.SelectMany(parent => ancestors[parent])], StringComparer.Ordinal);
        }

        return parents;
    }

    private static List<Spot> Way(Spot from, Spot to, List<Spot>[] columns)
    {
        List<Spot> way = [from];
        for (int column = from.Column + 1; column < to.Column; column++)
        {
            var passage = new Spot(column, null);
            columns[column].Add(passage);
            way.Add(passage);
        }

        way.Add(to);
        for (int i = 1; i < way.Count; i++)
        {
            way[i - 1].After.Add(way[i]);
            way[i].Before.Add(way[i - 1]);
        }

        return way;
    }

    private static void Order(List<Spot>[] columns)
    {
        foreach (List<Spot> column in columns) Number(column);
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (List<Spot> column in columns.Skip(1)) Sort(column, spot => spot.Before);
            foreach (List<Spot> column in columns.Reverse().Skip(1)) Sort(column, spot => spot.After);
        }
    }

    private static void Sort(List<Spot> column, Func<Spot, List<Spot>> neighbours)
    {
        List<Spot> sorted = [.. column.OrderBy(spot => neighbours(spot) is { Count: > 0 } near ? near.Average(other => other.Row) : spot.Row)];
        column.Clear();
        column.AddRange(sorted);
        Number(column);
    }

    private static void Number(List<Spot> column)
    {
        for (int row = 0; row < column.Count; row++) column[row].Row = row;
    }

    // Columns are centred beside each other.
    private static double Place(List<Spot>[] columns)
    {
        int rows = columns.Select(column => column.Count).DefaultIfEmpty(0).Max();
        foreach (Spot spot in columns.SelectMany(column => column))
        {
            spot.X = Margin + (spot.Column * (NodeWidth + ColumnGap));
            spot.Y = Margin + ((spot.Row + ((rows - columns[spot.Column].Count) / 2.0)) * (NodeHeight + RowGap));
        }

        return Math.Max(0, (rows * (NodeHeight + RowGap)) - RowGap) + (2 * Margin);
    }

    private static string Draw(List<Spot> way)
    {
        var path = new StringBuilder();
        Append($"M{way[0].X + NodeWidth:0.#} {way[0].Middle:0.#}");
        for (int i = 1; i < way.Count; i++)
        {
            (Spot from, Spot to) = (way[i - 1], way[i]);
            double bend = ColumnGap / 2;
            Append($" C{from.X + NodeWidth + bend:0.#} {from.Middle:0.#} {to.X - bend:0.#} {to.Middle:0.#} {to.X:0.#} {to.Middle:0.#}");
            if (to.Name is null) Append($" H{to.X + NodeWidth:0.#}");
        }

        return path.ToString();

        void Append(FormattableString part) => path.Append(part.ToString(CultureInfo.InvariantCulture));
    }

    private sealed class Spot(int column, string? name)
    {
        public int Column { get; } = column;

        public string? Name { get; } = name;

        public List<Spot> Before { get; } = [];

        public List<Spot> After { get; } = [];

        public int Row { get; set; }

        public double X { get; set; }

        public double Y { get; set; }

        public double Middle => Y + (NodeHeight / 2);
    }
}
