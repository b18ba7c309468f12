using System.Globalization;
using System.Text;
using System.Text.Json;
using Workflow.Bench.Scoring;

namespace Workflow.Bench.Serving;

/// <summary>Rows of a model as callers send them.</summary>
internal sealed class ScoreBodies(BenchModel model)
{
    private string[] Columns => [.. model.Pipeline.InputColumns.Select(column => column.Name)];

    /// <summary><c>{"fields": [...], "rows": [[...], ...]}</c> with the first rows of the model.</summary>
    public byte[] Json(int rows) => JsonSerializer.SerializeToUtf8Bytes(new { fields = Columns, rows = Rows(rows) });

    /// <summary>The same with what the answer shall have besides.</summary>
    public byte[] JsonWithContributions(int rows) => JsonSerializer.SerializeToUtf8Bytes(new { fields = Columns, rows = Rows(rows), requestShapleyValueType = "ORIGINAL" });

    /// <summary>The same, and behind the rows a member that is not known: all is read, nothing scored.</summary>
    public byte[] WrongJson(int rows)
    {
        string good = Encoding.UTF8.GetString(Json(rows));
        return Encoding.UTF8.GetBytes($"{good[..^1]},\"unknown\":0}}");
    }

    /// <summary>The rows with a header, commas between.</summary>
    public byte[] Csv(int rows)
    {
        IEnumerable<string> lines = Rows(rows).Select(row => string.Join(',', row.Select(cell => cell.ToString("R", CultureInfo.InvariantCulture))));
        return Encoding.UTF8.GetBytes(string.Join('\n', lines.Prepend(string.Join(',', Columns))) + "\n");
    }

    /// <summary>Cells of the first rows, row by row.</summary>
    public double[] Cells(int rows) => model.Cells[..(rows * model.Width)];

    private double[][] Rows(int rows) => [.. Cells(rows).Chunk(model.Width)];
}
