using System.Globalization;
using System.Text;
using System.Text.Json;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Rows;
using Workflow.Scorer.Serving;
using Workflow.Scoring;
using Workflow.Scoring.Records;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Requests;

/// <summary>Rows are what their cells say, whichever way they are read: numbers alone, or with texts, missing values and whatever is wrong among them.</summary>
public sealed class ListRowsTests
{
    private static readonly ScoringPipeline Pipeline = SamplePipelines.Graded().ToPipeline();

    private static readonly RowBlocks Blocks = new(new ServedModel(Pipeline, null!, new ScorerOptions()), Pipeline.OutputColumns.Count);

    // Pressure before temperature, no mode.
    private static readonly byte[] FieldList = "[\"pressure\", \"temperature\"]"u8.ToArray();
    private static readonly RequestFields Fields = new(2, [(0, 1), (1, 0)], []);

    private static readonly string[] Numbers = ["0", "-0.0", "1.5", "155.56612345678901", "1e3", "2.5E-7", "12345678901234567890123", "-7", "1e39", "0.30000000000000004"];
    private static readonly string[] Others = ["null", "\"2.5\"", "\"\"", "\"x\"", "true", "[1]", "{\"a\":[2]}", "\"\\u0031\""];
    private static readonly string[] Spaces = [string.Empty, string.Empty, " ", "\n\t", "\r\n"];

    [Fact]
    public void Read_AnyRows_AreWhatTheirCellsSay()
    {
        var numbers = new SeededNumbers(32);
        for (int i = 0; i < 5_000; i++) AssertRead(List(numbers, mostRows: 8), room: numbers.Choose([1, 2, 3, 100]));
    }

    [Fact]
    public void Pass_RowsOfNumbers_AreReadInPassing()
    {
        var numbers = new SeededNumbers(33);
        int passed = 0;
        for (int i = 0; i < 5_000; i++) passed += AssertPassed(List(numbers, mostRows: i % 100 == 0 ? 3_000 : 8));
        Assert.InRange(passed, 500, 4_000);
    }

    [Theory]
    [InlineData("[[1,2],[3,4]]", 1)]
    [InlineData("[ [ 1 , 2 ] ]", 1)]
    [InlineData("[[01,2]]", 0)]
    [InlineData("[[-01,2]]", 0)]
    [InlineData("[[1,2]]]", 1)] // what follows is no part of it
    [InlineData("[[1,2],]", 0)]
    [InlineData("[[1,2] [3,4]]", 0)]
    [InlineData("[[1,2", 0)]
    [InlineData("[[1,", 0)]
    [InlineData("[", 0)]
    [InlineData("[[-", 0)]
    [InlineData("[]", 0)]
    public void Pass_List_IsReadWhereItIsOneOfRowsOfNumbers(string rows, int read)
    {
        RowsPasser passer = Passer(rows.Length);
        passer.Pass(0, FieldList);
        passer.Pass(1, Encoding.UTF8.GetBytes(rows));
        Assert.Equal(read, passer.Cells is null ? 0 : 1);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[ ]")]
    [InlineData("[[1,2]]")]
    [InlineData("[[1,2,3],[1,2]]")]
    [InlineData("[[1],[1,2],[]]")]
    [InlineData("[[1,2],7,[3,4],\"x\",{},[5,6]]")]
    [InlineData("[7,[3,4]]")]
    public void Read_Rows_AreWhatTheirCellsSay(string rows)
    {
        for (int room = 1; room < 5; room++) AssertRead(rows, room);
    }

    private static string List(SeededNumbers numbers, int mostRows)
    {
        double share = numbers.Choose([0.0, 0.02, 0.3]);
        return $"[{string.Join(',', Enumerable.Range(0, numbers.Next(mostRows + 1)).Select(_ => Row(numbers, share)))}{Space(numbers)}]";
    }

    private static string Row(SeededNumbers numbers, double share)
    {
        if (numbers.Chance(share / 10)) return $"{Space(numbers)}{numbers.Choose(Others)}";
        int count = numbers.Chance(share / 5) ? numbers.Next(5) : 2;
        return $"{Space(numbers)}[{string.Join(',', Enumerable.Range(0, count).Select(_ => $"{Space(numbers)}{numbers.Choose(numbers.Chance(share) ? Others : Numbers)}{Space(numbers)}"))}]{Space(numbers)}";
    }

    private static string Space(SeededNumbers numbers) => numbers.Choose(Spaces);

    private static void AssertRead(string rows, int room)
    {
        byte[] body = Encoding.UTF8.GetBytes($"{{\"before\":[[1,2]],\"rows\":{rows},\"after\":[[3,4]]}}");
        JsonMembers members = JsonMembers.Find(body, ["before", "rows", "after"], "an object");
        var reader = new ListRows(Pipeline, body, members.Find("rows")!.Value, Fields, "rows");
        var cells = new List<double>();
        var errors = new List<RecordError>();
        var block = new double[room * Pipeline.InputColumns.Count];
        for (int count = room; count == room;)
        {
            Array.Fill(block, 99);
            count = reader.Read(block, errors);
            cells.AddRange(block[..(count * Pipeline.InputColumns.Count)]);
        }

        (double[] expected, string[] wrong) = Expected(rows);
        Assert.True(wrong.SequenceEqual(errors.Select(error => error.ToString()), StringComparer.Ordinal), $"{rows}: {string.Join("; ", errors)} instead of {string.Join("; ", wrong)}");
        if (wrong.Length == 0) Assert.True(expected.SequenceEqual(cells), $"{rows}: {string.Join(' ', cells.Select(cell => cell.ToString("R", CultureInfo.InvariantCulture)))}");
    }

    // How many: one, or none.
    private static int AssertPassed(string rows)
    {
        byte[] body = Encoding.UTF8.GetBytes($"{{\"fields\":{Encoding.UTF8.GetString(FieldList)},\"rows\": {rows} ,\"after\":[[3,4]]}}");
        RowsPasser passer = Passer(body.Length);
        JsonMembers members = JsonMembers.Find(body, ["fields", "rows", "after"], "an object", passer: passer);
        Assert.Equal((byte)'[', body[members.Find("rows")!.Value]);
        Assert.Equal("[[3,4]]", Encoding.UTF8.GetString(members.Part("after")!.Value.Span));
        if (passer.Cells is not { } kept) return 0;
        var cells = new List<double>();
        var block = new double[Blocks.RowsPerBlock * Pipeline.InputColumns.Count];
        for (int count = Blocks.RowsPerBlock; count == Blocks.RowsPerBlock;)
        {
            count = kept.Read(block, []);
            cells.AddRange(block[..(count * Pipeline.InputColumns.Count)]);
        }

        (double[] expected, string[] wrong) = Expected(rows);
        Assert.Empty(wrong);
        Assert.True(expected.SequenceEqual(cells), rows);
        return 1;
    }

    private static RowsPasser Passer(int bodyBytes)
    {
        var fields = new FieldsReader(Pipeline);
        fields.Read(JsonMembers.Find((byte[])[.. "{\"fields\":"u8, .. FieldList, (byte)'}'], ["fields"], "an object"), "fields", "field");
        return new RowsPasser(Pipeline, fields, (0, 1), Blocks, bodyBytes);
    }

    private static (double[] Cells, string[] Errors) Expected(string rows)
    {
        using JsonDocument json = JsonDocument.Parse(rows);
        var cells = new List<double>();
        var errors = new List<string>();
        foreach ((int i, JsonElement row) in json.RootElement.EnumerateArray().Index())
        {
            if (row.ValueKind != JsonValueKind.Array)
            {
                errors.Add($"row {i}: a row must be a list of cells");
                continue;
            }

            JsonElement[] given = [.. row.EnumerateArray()];
            double[] one = [.. Enumerable.Repeat(double.NaN, Pipeline.InputColumns.Count)];
            foreach ((int field, int column) in Fields.Known.Where(known => known.Field < given.Length))
            {
                if (Cell(given[field], column, out one[column]) is { } refusal) errors.Add($"row {i}, column {Pipeline.InputColumns[column].Name}: {refusal}");
            }

            if (given.Length != Fields.Count) errors.Add($"row {i}: {given.Length} cells for {Fields.Count} fields");
            cells.AddRange(one);
        }

        return ([.. cells], [.. errors]);
    }

    private static string? Cell(JsonElement cell, int column, out double value)
    {
        value = double.NaN;
        return cell.ValueKind switch
        {
            JsonValueKind.Number => Pipeline.Parser(column).Parse(cell.GetRawText(), out value),
            JsonValueKind.String => Pipeline.Parser(column).Parse(cell.GetString(), out value),
            JsonValueKind.Null => Pipeline.Parser(column).Missing(out value),
            _ => "is neither a number nor a text",
        };
    }
}
