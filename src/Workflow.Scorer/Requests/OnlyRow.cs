using System.Text.Json;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Requests;

/// <summary>Reads the only row of a request.</summary>
internal static class OnlyRow
{
    /// <summary>Reads it.</summary>
    /// <param name="pipeline">Knows the columns.</param>
    /// <param name="columns">Their names.</param>
    /// <param name="reader">Stands on the beginning of the object whose members are the cells.</param>
    /// <exception cref="RequestException">With what is wrong.</exception>
    public static double[] Read(ScoringPipeline pipeline, ColumnNames columns, ref Utf8JsonReader reader)
    {
        var cells = new double[pipeline.InputColumns.Count];
        Array.Fill(cells, double.NaN);
        var errors = new List<RecordError>();
        new JsonRecord(pipeline, columns).Read(ref reader, null, cells, errors);
        RequestException.ThrowIfAny(errors);
        return cells;
    }
}
