using CsvHelper;
using Workflow.Scoring.Schema;

namespace Workflow.Testing.Onnx;

/// <summary>Rows of CSV files for exported models.</summary>
public static class OnnxRows
{
    /// <summary>The cells of a pipeline's columns; null where one is empty.</summary>
    public static IReadOnlyList<string?[]> Read(string csvFile, IReadOnlyList<InputColumn> columns)
    {
        using var reader = CsvReader.FromFile(csvFile, new CsvReaderOptions());
        reader.ReadHeader();
        string[] header = [.. reader.Headers];
        int[] positions = [.. columns.Select(column => Array.IndexOf(header, column.Name))];
        var rows = new List<string?[]>();
        while (reader.Read()) rows.Add([.. positions.Select(position => reader.GetString(position) is { Length: > 0 } cell ? cell : null)]);
        return rows;
    }
}
