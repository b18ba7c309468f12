using System.Globalization;
using System.Text.Json;

namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>Compares two answers to one scoring request: row by row, number by number.</summary>
/// <param name="Rows">Rows that were compared.</param>
/// <param name="Flips">
/// Those with another class: the largest of several numbers stands elsewhere, or a single one is on the other side of one half. A single number outside of 0 to 1
/// is no probability and has no class. A number on one side where the other has none (NaN, infinity) is a flip, whatever it is.
/// </param>
/// <param name="Difference">The largest difference between two finite numbers that were to be the same.</param>
public sealed record AnswerComparison(long Rows, long Flips, double Difference)
{
    private static readonly string[] Names = ["score", "predictions"];

    /// <summary>Compares.</summary>
    /// <returns>Null where they are no scores, or not of the same shape.</returns>
    public static AnswerComparison? Of(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        double[][]? a = Scores(first), b = Scores(second);
        if (a is null || b is null || a.Length != b.Length) return null;
        long flips = 0;
        double difference = 0;
        for (int row = 0; row < a.Length; row++)
        {
            if (a[row].Length != b[row].Length) return null;
            bool isFlip = ClassOf(a[row]) != ClassOf(b[row]);
            foreach ((double one, double other) in a[row].Zip(b[row]))
            {
                if (one.Equals(other)) continue;
                if (double.IsFinite(one) && double.IsFinite(other)) difference = Math.Max(difference, Math.Min(Math.Abs(one - other), double.MaxValue));
                else isFlip = true;
            }

            if (isFlip) flips++;
        }

        return new AnswerComparison(a.Length, flips, difference);
    }

    private static int ClassOf(double[] row) => row switch
    {
        [] => 0,
        [double only] => only is >= 0 and <= 1 ? (only >= 0.5 ? 1 : 0) : 0,
        _ => Array.IndexOf(row, row.Max()),
    };

    private static double[][]? Scores(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
            foreach (string name in Names)
            {
                if (document.RootElement.TryGetProperty(name, out JsonElement rows) && rows.ValueKind == JsonValueKind.Array) return [.. rows.EnumerateArray().Select(Row)];
            }
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidOperationException)
        {
            // It is something else.
        }

        return null;
    }

    private static double[] Row(JsonElement row) => row.ValueKind == JsonValueKind.Array ? [.. row.EnumerateArray().Select(Number)] : [Number(row)];

    private static double Number(JsonElement cell) => cell.ValueKind == JsonValueKind.String
        ? double.Parse(cell.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture)
        : cell.GetDouble();
}
