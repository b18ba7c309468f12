using System.Runtime.CompilerServices;
using Workflow.Scoring;

namespace Workflow.Scorer.Requests;

/// <summary>Reads a row that is a JSON list of numbers, each of which belongs to a column. As strict as JSON is.</summary>
internal static class NumberRow
{
    /// <summary>Reads a row.</summary>
    /// <param name="pipeline">Knows the columns.</param>
    /// <param name="fields">Which of them the numbers are; all fields are known.</param>
    /// <param name="json">What should be JSON, UTF-8.</param>
    /// <param name="start">Where the row begins.</param>
    /// <param name="cells">Receives one cell per column, missing where there is no field for it; anything where the row is of another kind.</param>
    /// <returns>Where it ends; 0 where the row is of another kind.</returns>
    public static int Read(ScoringPipeline pipeline, RequestFields fields, ReadOnlySpan<byte> json, int start, Span<double> cells)
    {
        if (fields.Count < cells.Length) cells.Fill(double.NaN);
        int next = start;
        byte before = (byte)'[';
        foreach ((_, int column) in fields.Known)
        {
            if (next >= json.Length || json[next] != before) return 0;
            before = (byte)',';
            next = NumberLists.PassSpace(json, next + 1);
            if (next >= json.Length || IsPadded(json, next)) return 0;
            int length = pipeline.Parser(column).ParseNumber(json[next..], out cells[column]);
            if (length == 0) return 0;
            next = NumberLists.PassSpace(json, next + length);
        }

        return next > start && next < json.Length && json[next] == (byte)']' ? next + 1 : 0;
    }

    // Columns take zeros in front of a number, JSON does not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPadded(ReadOnlySpan<byte> json, int at)
    {
        if (json[at] == (byte)'-') at++;
        return at + 1 < json.Length && json[at] == (byte)'0' && json[at + 1] is >= (byte)'0' and <= (byte)'9';
    }
}
