using System.Globalization;
using Workflow.Cli.Tests.TestData;

namespace Workflow.Cli.Tests.Commands;

[Collection(nameof(Trained))]
[Trait("Speed", "Slow")]
public sealed class ScoreCommandTests(TrainedDesk desk)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Score_TestPart_HasTheKeptColumnsThenOneProbabilityPerClass()
    {
        (CommandResult result, string[] lines) = await ScoreAsync(desk.TestRows, "--keep", TrainedDesk.Label);

        Assert.Empty(result.Output);
        Assert.Contains("75 rows scored with trained@1 (", result.Error, StringComparison.Ordinal);
        Assert.Contains("SIMULATED DATA", result.Error, StringComparison.Ordinal);
        string[] header = lines[0].Split(',');
        Assert.Equal(TrainedDesk.Label, header[0]);
        Assert.Equal(4, header.Length);
        Assert.Equal(desk.TestRows[1..].Select(row => row.Split(',')[^1]), lines[1..].Select(line => line.Split(',')[0]));
        Assert.All(lines[1..], line => Assert.Equal(1, Probabilities(line).Sum(), 12));

        // The whole way is right only if the likeliest class is the label, nearly always.
        int right = lines[1..].Count(line => header[1 + Array.IndexOf(Probabilities(line), Probabilities(line).Max())].EndsWith(line.Split(',')[0], StringComparison.Ordinal));
        Assert.InRange(right, 68, 75);
    }

    [Fact]
    public async Task Score_ManyRows_StayInTheirOrder()
    {
        (_, string[] once) = await ScoreAsync(desk.TestRows);
        string[] many = [desk.TestRows[0], .. Enumerable.Range(0, 41).SelectMany(_ => desk.TestRows[1..])];

        (_, string[] lines) = await ScoreAsync(many);

        Assert.Equal([once[0], .. Enumerable.Range(0, 41).SelectMany(_ => once[1..])], lines);
    }

    [Fact]
    public async Task Score_ColumnsInAnotherOrderAndOneMore_GiveTheSame()
    {
        (_, string[] expected) = await ScoreAsync(desk.TestRows);
        string[] turned = [.. desk.TestRows.Select((row, i) => string.Join(',', row.Split(',').Reverse()) + (i == 0 ? ",note" : ",\"a, \"\"b\"\"\""))];

        (_, string[] lines) = await ScoreAsync(turned, "--keep", "note", "--keep", TrainedDesk.Label);

        Assert.Equal($"note,{TrainedDesk.Label},{expected[0]}", lines[0]);
        Assert.Equal(desk.TestRows[1..].Select((row, i) => $"\"a, \"\"b\"\"\",{row.Split(',')[^1]},{expected[i + 1]}"), lines[1..]);
    }

    [Theory]
    [InlineData("\uFEFF", "\n")]
    [InlineData("", "\r\n")]
    public async Task Score_FileOfASpreadsheet_GivesTheSame(string mark, string newLine)
    {
        (_, string[] expected) = await ScoreAsync(desk.TestRows);
        string input = desk.NewFile(".csv");
        string output = desk.NewFile(".out");
        await File.WriteAllTextAsync(input, mark + string.Join(newLine, desk.TestRows) + newLine, Cancel);
        (await desk.RunAsync("score", "trained@1", "--in", input, "--out", output)).Succeeded();
        Assert.Equal(expected, await File.ReadAllLinesAsync(output, Cancel));
    }

    [Fact]
    public async Task Score_NoRows_WritesTheHeaderAlone()
    {
        (CommandResult result, string[] lines) = await ScoreAsync([desk.TestRows[0]]);
        Assert.Single(lines);
        Assert.StartsWith("0 rows scored", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_BadCells_AreNamedByRowLineColumnAndReason()
    {
        string column = desk.TestRows[0].Split(',')[2];
        string[] rows = [.. desk.TestRows];
        rows[3] = WithCell(rows[3], 2, "wet");
        rows[70] = WithCell(rows[70], 2, "1e300");

        (CommandResult result, string input) = await RefuseAsync(rows);

        Assert.Equal(
            [
                $"{input}, row 3 (line 4), column {column}: 'wet' is not a number",
                $"{input}, row 70 (line 71), column {column}: '1e300' is outside the range of single precision (3.4e38)",
            ],
            result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Score_EveryRowBad_TellsTheFirstOnly()
    {
        string[] rows = [desk.TestRows[0], .. desk.TestRows[1..].Select(row => WithCell(row, 0, "?"))];
        (CommandResult result, _) = await RefuseAsync(rows);
        Assert.InRange(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 10, 40);
    }

    [Fact]
    public async Task Score_RowWithTooFewCells_IsNamedByItsLine()
    {
        string[] rows = [.. desk.TestRows];
        rows[5] = rows[5][..rows[5].LastIndexOf(',')];
        (CommandResult result, string input) = await RefuseAsync(rows);
        Assert.Contains($"{input}, line 6: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_ColumnIsMissing_IsNamedWithTheNearest()
    {
        string column = desk.TestRows[0].Split(',')[2];
        string other = column.ToUpperInvariant();
        (CommandResult result, string input) = await RefuseAsync([WithCell(desk.TestRows[0], 2, other), .. desk.TestRows[1..]]);
        Assert.Contains($"{input}: column {column} is missing; did you mean '{other}'?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_ColumnIsThereTwice_IsRefused()
    {
        string[] names = desk.TestRows[0].Split(',');
        (CommandResult result, string input) = await RefuseAsync([.. desk.TestRows.Select(row => $"{row},{row.Split(',')[2]}")]);
        Assert.Contains($"{input}: column {names[2]} is there twice", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_KeptColumnIsMissing_IsNamedWithTheNearest()
    {
        (CommandResult result, _) = await RefuseAsync(desk.TestRows, "--keep", "cool_cond_x");
        Assert.Contains("column cool_cond_x is missing; did you mean 'cool_cond_y'?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_EmptyFile_IsRefused()
    {
        (CommandResult result, string input) = await RefuseAsync([]);
        Assert.Contains($"{input} is empty; a header is expected", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_AnotherTable_NamesTheMissingColumnsInOneLine()
    {
        (CommandResult result, string input) = await RefuseAsync(["a,b", "1,2"]);
        string line = Assert.Single(result.Error.Trim().Split('\n'));
        Assert.StartsWith($"{input}: columns ", line, StringComparison.Ordinal);
        Assert.EndsWith(" are missing; the file has a, b", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_IntoItsOwnInput_IsRefusedAndKeepsIt()
    {
        string file = desk.NewFile(".csv");
        await File.WriteAllLinesAsync(file, desk.TestRows, Cancel);
        (await desk.RunAsync("score", "trained", "--in", file, "--out", file)).Refused(1, $"{file} is the input; choose another file");
        Assert.Equal(desk.TestRows, await File.ReadAllLinesAsync(file, Cancel));
    }

    [Fact]
    public async Task Score_ADirectory_IsRefused() =>
        (await desk.RunAsync("score", "trained", "--in", desk.Folder.Path, "--out", desk.NewFile(".out"))).Refused(1, "is a directory");

    [Fact]
    public async Task Score_Refused_LeavesTheOlderOutputAsItWas()
    {
        string input = desk.NewFile(".csv");
        string output = desk.NewFile(".out");
        await File.WriteAllLinesAsync(input, [desk.TestRows[0], WithCell(desk.TestRows[1], 0, "wet")], Cancel);
        await File.WriteAllTextAsync(output, "older", Cancel);
        (await desk.RunAsync("score", "trained", "--in", input, "--out", output)).Refused(1, "row 1 (line 2)");
        Assert.Equal("older", await File.ReadAllTextAsync(output, Cancel));
    }

    [Fact]
    public async Task Score_FileIsMissing_IsRefused() =>
        (await desk.RunAsync("score", "trained", "--in", "nowhere.csv", "--out", desk.NewFile(".out"))).Refused(1, "nowhere.csv does not exist");

    [Fact]
    public async Task Score_PipelineFile_NeedsNoHome()
    {
        string file = desk.NewFile(".pipeline");
        (await desk.RunAsync("export", "pipeline", "trained", "--out", file)).Succeeded();
        (_, string[] expected) = await ScoreAsync(desk.TestRows);
        string output = desk.NewFile(".out");
        string home = desk.NewFile("-home");

        using WorkflowProcess score = WorkflowProcess.Start(desk.Folder.Path, home, "score", file, "--in", "test.csv", "--out", output);
        (await score.EndAsync()).Succeeded();

        Assert.Equal(expected, await File.ReadAllLinesAsync(output, Cancel));
        Assert.False(Directory.Exists(home));
    }

    [Fact]
    public async Task Score_DamagedPipelineFile_IsRefused()
    {
        string file = desk.NewFile(".pipeline");
        (await desk.RunAsync("export", "pipeline", "trained", "--out", file)).Succeeded();
        byte[] bytes = await File.ReadAllBytesAsync(file, Cancel);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Cancel);
        (await desk.RunAsync("score", file, "--in", "test.csv", "--out", desk.NewFile(".out"))).Refused(1, Path.GetFileName(file));
    }

    private static double[] Probabilities(string line) => [.. line.Split(',')[^3..].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];

    private static string WithCell(string row, int column, string cell)
    {
        string[] cells = row.Split(',');
        cells[column] = cell;
        return string.Join(',', cells);
    }

    private async Task<(CommandResult Result, string[] Lines)> ScoreAsync(IEnumerable<string> rows, params string[] options)
    {
        string input = desk.NewFile(".csv");
        string output = desk.NewFile(".out");
        await File.WriteAllLinesAsync(input, rows, Cancel);
        CommandResult result = (await desk.RunAsync(["score", "trained", "--in", input, "--out", output, .. options])).Succeeded();
        return (result, await File.ReadAllLinesAsync(output, Cancel));
    }

    private async Task<(CommandResult Result, string Input)> RefuseAsync(IEnumerable<string> rows, params string[] options)
    {
        string input = desk.NewFile(".csv");
        string output = desk.NewFile(".out");
        await File.WriteAllLinesAsync(input, rows, Cancel);
        CommandResult result = (await desk.RunAsync(["score", "trained", "--in", input, "--out", output, .. options])).Refused(1);
        Assert.Empty(Directory.EnumerateFiles(desk.Folder.Path, $"*{Path.GetFileName(output)}*"));
        return (result, input);
    }
}
