using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Workflow.Jobs.Batches;
using Workflow.Jobs.Home;
using Workflow.Jobs.Tests.TestData;
using Workflow.Scoring;
using Workflow.Testing.Files;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Batches;

public sealed class BatchScorerTests : IDisposable
{
    private const string Header = "id,mode,temperature,note,pressure\n";

    private static readonly ScoringPipeline Pipeline = SamplePipelines.Enveloped().ToPipeline();

    private readonly TemporaryFolder _folder = new();
    private readonly BatchScorer _scorer;

    public BatchScorerTests() => _scorer = new BatchScorer(new WorkflowHome(At("home")), TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Forms
    {
        get
        {
            string[] forms = [".csv", ".tsv", ".jsonl", ".csv.gz", ".ndjson.gz"];
            var pairs = new TheoryData<string, string>();
            foreach (string from in forms)
            {
                foreach (string to in forms) pairs.Add(from, to);
            }

            return pairs;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Score_AnyFormIntoAnyOther_HasThePredictionsOfEachRowInOrder(string from, string to)
    {
        (string?[] Cells, string Note)[] rows =
        [
            (["1", "0.1", "eco"], "plain"), (["-3.5", "2.5", "full"], "a \"quoted\", and\nbroken note"), (["7", null, "übrig"], "tab\there"), (["0", "1e3", null], string.Empty), (["2.5", "-1", "never seen"], "é"),
        ];
        string input = Write($"rows{from}", Text(from, rows));

        BatchResult result = await ScoreAsync([input], $"out{to}", order => order with { Kept = ["note", "id"], HasContributions = true });

        List<Dictionary<string, string>> scored = Read(result.Summary.Output.Path);
        Assert.Equal(rows.Length, scored.Count);
        for (int i = 0; i < rows.Length; i++)
        {
            double[] expected = Pipeline.Score(rows[i].Cells);
            Assert.Equal(rows[i].Note, scored[i]["note"]);
            Assert.Equal($"{i}", scored[i]["id"]);
            Assert.Equal(Pipeline.TargetLabels[Pipeline.Decide(expected)], scored[i]["prediction"]);
            Assert.Equal(expected, Pipeline.OutputColumns.Select(name => double.Parse(scored[i][name], CultureInfo.InvariantCulture)));
            Assert.Equal(Pipeline.IsOutside(Pipeline.Parse(rows[i].Cells), new bool[3]) ? "true" : "false", scored[i]["outside"]);
            var contributions = new double[Pipeline.ContributionColumns.Count];
            Pipeline.Contributions(Pipeline.Parse(rows[i].Cells), contributions);
            Assert.Equal(contributions, Pipeline.ContributionColumns.Select(name => double.Parse(scored[i][name], CultureInfo.InvariantCulture)));
            Assert.Equal("sample@7", scored[i]["version"]);
            Assert.Equal($"{result.Summary.Batch}/{i + 1}", scored[i]["prediction_id"]);
        }

        Assert.Equal((BatchOutcome.Made, 5, 5, 0), (result.Outcome, result.Summary.Rows, result.Summary.Scored, result.Summary.Wrong));
        Assert.Equal(5, result.Summary.Classes!.Values.Sum());
        Assert.True(File.Exists(result.Summary.Output.Path + ".summary.json"));
        Assert.False(File.Exists(result.Summary.Output.Path + ".errors.csv"));
        Assert.Empty(Directory.EnumerateDirectories(At("."), ".*.batch"));
    }

    [Fact]
    public async Task Score_ARegression_HasTheNumberAndItsFigures()
    {
        ScoringPipeline regression = SamplePipelines.Regression().ToPipeline();
        string input = Write("rows.csv", "temperature,pressure,mode\n1,2,eco\n3,,full\n");

        BatchSummary summary = (await _scorer.ScoreAsync(regression, Order([input], At("out.csv")), new CollectedProgress(), Cancel)).Summary;

        double[] numbers = [regression.Score(["1", "2", "eco"])[0], regression.Score(["3", null, "full"])[0]];
        Assert.Equal(["state", "version", "prediction_id"], Read(At("out.csv"))[0].Keys);
        Assert.Equal(numbers, Read(At("out.csv")).Select(row => double.Parse(row["state"], CultureInfo.InvariantCulture)));
        Assert.Equal(new PredictedNumbers(numbers.Sum() / 2, numbers.Min(), numbers.Max()), summary.Numbers);
        Assert.Null(summary.Classes);
    }

    [Fact]
    public async Task Score_WrongRows_AreToldWithTheirPlaceAndText()
    {
        string first = Write("a.csv", Header + "0,eco,1,\"two\nlines\",1\n1,eco,warm,\"x, y\",1\n\n2,eco,2,ok,3\n");
        string second = Write("b.csv", Header + "3,eco,,no temperature,far\n4,eco,1,short\n5,eco,1,last,2");

        BatchSummary summary = (await ScoreAsync([first, second], "out.csv", order => order with { Kept = ["id"], MostErrors = new ErrorLimit(3, null) })).Summary;

        Assert.Equal(["0", "2", "5"], Read(At("out.csv")).Select(row => row["id"]));
        Assert.Equal([$"{summary.Batch}/1", $"{summary.Batch}/3", $"{summary.Batch}/6"], Read(At("out.csv")).Select(row => row["prediction_id"]));
        Assert.Equal((6, 3, 3), (summary.Rows, summary.Scored, summary.Wrong));
        Assert.Equal([(3L, 1L), (3L, 2L)], summary.Inputs.Select(file => (file.Rows, file.Wrong)));
        string[][] errors = [.. Cells(await File.ReadAllTextAsync(summary.Errors!, Cancel), ',')];
        Assert.Equal(["file", "row", "line", "column", "reason", "record"], errors[0]);
        Assert.Equal(["a.csv", "2", "4", "temperature"], errors[1][..4]);
        Assert.Equal("1,eco,warm,\"x, y\",1", errors[1][5]);
        Assert.Equal([["b.csv", "1", "2", "temperature"], ["b.csv", "1", "2", "pressure"], ["b.csv", "2", "3", string.Empty]], errors[2..].Select(error => error[..4]));
        Assert.Contains("4 cells for the 5 of the header", errors[4][4], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "2 of 3 rows are wrong, and 1 may be")]
    [InlineData("50%", "2 of 3 rows are wrong, and 50% may be")]
    public async Task Score_MoreWrongRowsThanMayBe_MakesNoOutputAndTellsThem(string limit, string told)
    {
        string input = Write("a.csv", Header + "0,eco,hot,,1\n1,eco,1,,1\n2,eco,cold,,3\n");

        var refused = await Assert.ThrowsAsync<BatchException>(() => ScoreAsync([input], "out.csv", order => order with { MostErrors = ErrorLimit.Parse(limit)!.Value }));

        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.Equal(["hot", "cold"], Cells(await File.ReadAllTextAsync(At("out.csv.errors.csv"), Cancel), ',').Skip(1).Select(error => error[5].Split(',')[2]));
        Assert.False(File.Exists(At("out.csv")));
        Assert.Empty(Directory.EnumerateDirectories(At("."), ".*.batch"));
    }

    [Theory]
    [InlineData("a.csv", "", "a.csv is empty")]
    [InlineData("a.csv", "id,pressure\n1,2\n", "temperature: missing in the header")]
    [InlineData("a.csv", "id,temperature,id\n", "\"id\" stands twice")]
    [InlineData("a.csv", "id,mode,temperature,note,pressure\n1,eco,2,\"never ends,1\n", "\"missing\" is to be given back", "missing")]
    [InlineData("a.csv.gz", "no gzip", "cannot be read to its end")]
    public async Task Score_AnInputThatCannotBeRead_SaysWhichAndWhy(string name, string text, string told, string? kept = null)
    {
        string input = At(name);
        await File.WriteAllTextAsync(input, text, Cancel);

        var refused = await Assert.ThrowsAsync<BatchException>(() => ScoreAsync([input], "out.csv", order => order with { Kept = kept is null ? [] : [kept] }));

        Assert.Contains(input, refused.Message, StringComparison.Ordinal);
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".csv")]
    [InlineData(".csv.gz")]
    [InlineData(".jsonl")]
    public async Task Score_InterruptedAtAnyCommit_EndsWithTheSameBytes(string form)
    {
        string[] inputs = [.. Enumerable.Range(0, 4).Select(file => Write($"rows{file}{form}", Text(form, [.. Enumerable.Range(0, 50).Select(row => Row((50 * file) + row))])))];
        BatchOrder Order(BatchOrder order) => order with { Kept = ["id"], MostErrors = new ErrorLimit(1000, null) };
        await ScoreAsync(inputs, $"whole{form}", Order);

        for (int stop = 1; stop <= 4; stop++)
        {
            using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var progress = new ProgressAction((_, count) => interrupted.CancelAfterReports(count, stop));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _scorer.ScoreAsync(Pipeline, Order(BatchScorerTests.Order(inputs, At($"again{stop}{form}"))), progress, interrupted.Token));

            // What a process that was killed has written behind its last commit; behind that of the whole there is nothing any more.
            foreach (string part in (string[])(stop < 4 ? ["rows", "errors"] : [])) await File.AppendAllTextAsync(Path.Join(At($".again{stop}{form}.batch"), part), "half a ro", Cancel);
            BatchResult result = await ScoreAsync(inputs, $"again{stop}{form}", Order);

            Assert.Equal(BatchOutcome.Resumed, result.Outcome);
            Assert.Equal(await File.ReadAllBytesAsync(At($"whole{form}"), Cancel), await File.ReadAllBytesAsync(At($"again{stop}{form}"), Cancel));
            Assert.Equal(await File.ReadAllBytesAsync(At($"whole{form}.errors.csv"), Cancel), await File.ReadAllBytesAsync(At($"again{stop}{form}.errors.csv"), Cancel));
            Assert.Equal(200, result.Summary.Rows);
        }
    }

    [Theory]
    [InlineData(".csv")]
    [InlineData(".csv.gz")]
    public async Task Score_InterruptedWithinAFileOfManyBlocks_EndsWithTheSameBytes(string form)
    {
        var text = new StringBuilder(Header);
        string note = new('x', 200);
        for (int row = 0; row < 90_000; row++) text.Append(CultureInfo.InvariantCulture, $"{row},eco,{(row % 900 == 7 ? "hot" : row % 13)},{(row % 3 == 0 ? $"\"{note},\n\"" : note)},{row % 7}\r\n");
        string input = Write($"rows{form}", text.ToString());
        BatchOrder Order(BatchOrder order) => order with { Kept = ["id"], MostErrors = new ErrorLimit(null, 1) };
        BatchSummary whole = (await ScoreAsync([input], $"whole{form}", Order)).Summary;
        Assert.Equal((90_000, 100), (whole.Rows, whole.Wrong));

        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var progress = new ProgressAction((_, count) => interrupted.CancelAfterReports(count, 1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _scorer.ScoreAsync(Pipeline, Order(BatchScorerTests.Order([input], At($"again{form}"))), progress, interrupted.Token));
        BatchResult result = await ScoreAsync([input], $"again{form}", Order);

        Assert.Equal(BatchOutcome.Resumed, result.Outcome);
        Assert.Equal(whole.Output.Sha256, result.Summary.Output.Sha256);
        Assert.Equal(await File.ReadAllBytesAsync(At($"whole{form}.errors.csv"), Cancel), await File.ReadAllBytesAsync(At($"again{form}.errors.csv"), Cancel));
        Assert.Equal(Enumerable.Range(0, 90_000).Where(row => row % 900 != 7).Select(row => $"{row}"), Read(At($"again{form}")).Select(row => row["id"]));
    }

    [Fact]
    public async Task Score_RecordsLongerThanABlock_AreScoredLikeOthers()
    {
        int[] megabytes = [2, 0, 3, 2, 0, 5, 1];
        string input = Write("long.csv", Header + string.Concat(megabytes.Select((size, row) => $"{row},eco,1,{new string('x', (size << 20) + (size * 300_000))},1\n")));

        await ScoreAsync([input], "out.csv", order => order with { Kept = ["id"] });

        Assert.Equal(megabytes.Select((_, row) => $"{row}"), Read(At("out.csv")).Select(row => row["id"]));
    }

    [Fact]
    public async Task Score_InterruptedAndThenTheInputIsAnother_BeginsAnew()
    {
        string[] inputs = [Write("a.csv", Header + "1,eco,1,,1\n"), Write("b.csv", Header + "2,eco,2,,2\n")];
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var progress = new ProgressAction((_, count) => interrupted.CancelAfterReports(count, 1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _scorer.ScoreAsync(Pipeline, Order(inputs, At("out.csv")) with { Kept = ["id"] }, progress, interrupted.Token));
        Write("a.csv", Header + "7,eco,1,,1\n");

        BatchResult result = await ScoreAsync(inputs, "out.csv", order => order with { Kept = ["id"] });

        Assert.Equal(BatchOutcome.Made, result.Outcome);
        Assert.Equal(["7", "2"], Read(At("out.csv")).Select(row => row["id"]));
    }

    [Fact]
    public async Task Score_AnOutputThatIsThere_StaysOrIsReplacedAsAskedFor()
    {
        string input = Write("a.csv", Header + "1,eco,1,,1\n");
        Write("foreign.csv", "mine");
        Assert.Contains("no batch has made it", (await Assert.ThrowsAsync<BatchException>(() => ScoreAsync([input], "foreign.csv"))).Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(At("foreign.csv"), Cancel));
        Assert.Equal(BatchOutcome.Made, (await ScoreAsync([input], "foreign.csv", order => order with { Existing = ExistingOutput.ReplaceAny })).Outcome);

        BatchResult made = await ScoreAsync([input], "out.csv");
        Assert.Equal(BatchOutcome.Unchanged, (await ScoreAsync([input], "out.csv")).Outcome);
        BatchResult kept = await ScoreAsync([input], "out.csv", order => order with { Version = "sample@8", Existing = ExistingOutput.KeepScored });
        Assert.Equal((BatchOutcome.Kept, "sample@7"), (kept.Outcome, kept.Summary.Version));
        BatchResult anew = await ScoreAsync([input], "out.csv", order => order with { Version = "sample@8" });
        Assert.Equal((BatchOutcome.Made, "sample@8"), (anew.Outcome, anew.Summary.Version));
        Write("a.csv", Header + "1,eco,1,,1\n2,eco,1,,1\n");
        BatchResult grown = await ScoreAsync([input], "out.csv", order => order with { Existing = ExistingOutput.KeepScored });
        Assert.Equal((BatchOutcome.Made, 2), (grown.Outcome, grown.Summary.Rows));
        Assert.NotEqual(made.Summary.Batch, grown.Summary.Batch);
        Assert.Contains("is the input too", (await Assert.ThrowsAsync<BatchException>(() => ScoreAsync([input], "a.csv"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_AnInputThatIsWrittenMeanwhile_IsRefused()
    {
        string[] inputs = [Write("a.csv", Header + "1,eco,1,,1\n"), Write("b.csv", Header + "2,eco,2,,2\n")];
        var progress = new ProgressAction((_, count) =>
        {
            if (count == 1) File.SetLastWriteTimeUtc(inputs[1], new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        });

        var refused = await Assert.ThrowsAsync<BatchException>(() => _scorer.ScoreAsync(Pipeline, Order(inputs, At("out.csv")), progress, Cancel));

        Assert.Contains("b.csv was changed while it was scored", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(At("out.csv")));
    }

    [Fact]
    public async Task Score_TwoAtOnceIntoOneOutput_OneMakesItAndTheOtherFindsIt()
    {
        string input = Write("a.csv", Header + string.Concat(Enumerable.Range(0, 1000).Select(row => $"{row},eco,1,,1\n")));

        BatchResult[] results = await Task.WhenAll(ScoreAsync([input], "out.csv"), ScoreAsync([input], "out.csv"));

        Assert.Equal([BatchOutcome.Made, BatchOutcome.Unchanged], results.Select(result => result.Outcome).Order());
    }

    [Fact]
    public async Task Score_RowsLikeTheTrainingRows_HaveNoDriftAndOthersHave()
    {
        // The histogram of temperature has 3, 4 and 5 rows below 0, below 1.5 and from there on.
        string[] temperatures = ["-1", "-1", "-1", "0", "1", "1", "1", "2", "2", "2", "2", "2"];
        string same = Write("same.csv", Header + string.Concat(temperatures.Select(cell => $"0,eco,{cell},,1\n")));
        string other = Write("other.csv", Header + string.Concat(temperatures.Select(_ => "0,eco,8,,1\n")));

        double Index(BatchResult result) => result.Summary.Drift.Single(column => column.Column == "temperature").StabilityIndex;

        Assert.Equal(0, Index(await ScoreAsync([same], "same-out.csv")), 12);
        Assert.Equal(
            ((1 - (5 / 12.0)) * Math.Log(1 / (5 / 12.0))) + ((0.0001 - (3 / 12.0)) * Math.Log(0.0001 / (3 / 12.0))) + ((0.0001 - (4 / 12.0)) * Math.Log(0.0001 / (4 / 12.0))),
            Index(await ScoreAsync([other], "other-out.csv")),
            12);
    }

    private static BatchOrder Order(IReadOnlyList<string> inputs, string output) => new("sample@7", inputs, output) { MostErrors = new ErrorLimit(0, null) };

    private static (string?[] Cells, string Note) Row(int row) => ([row % 17 == 3 ? "hot" : $"{row % 9}", $"{row}", row % 2 == 0 ? "eco" : "full"], $"row {row}");

    private static string Text(string form, (string?[] Cells, string Note)[] rows) => form.Contains("json", StringComparison.Ordinal)
        ? string.Concat(rows.Select((row, i) => JsonSerializer.Serialize(new { id = i, mode = row.Cells[2], note = row.Note, temperature = row.Cells[0], pressure = row.Cells[1] }) + "\n"))
        : string.Concat(((IEnumerable<string>)[Header.TrimEnd('\n'), .. rows.Select((row, i) => $"{i},{row.Cells[2]},{row.Cells[0]},{Quoted(row.Note)},{row.Cells[1]}")])
            .Select(line => (form.StartsWith(".tsv", StringComparison.Ordinal) ? Tabs(line) : line) + "\n"));

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // The only commas in quotation marks are those of notes.
    private static string Tabs(string line)
    {
        var text = new StringBuilder(line.Length);
        bool isQuoted = false;
        foreach (char c in line)
        {
            if (c == '"') isQuoted = !isQuoted;
            text.Append(c == ',' && !isQuoted ? '\t' : c);
        }

        return text.ToString();
    }

    private static List<Dictionary<string, string>> Read(string path)
    {
        string text;
        using (Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress) : File.OpenRead(path))
        using (var reader = new StreamReader(stream)) text = reader.ReadToEnd();
        if (path.Contains("json", StringComparison.Ordinal))
        {
            return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ValueKind == JsonValueKind.Null ? string.Empty : member.Value.ToString(), StringComparer.Ordinal))
                .Select(Lowered)];
        }

        string[][] rows = [.. Cells(text, path.Contains(".tsv", StringComparison.Ordinal) ? '\t' : ',')];
        return [.. rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal))];
    }

    // JSON's truth values have a capital letter as .NET's texts.
    private static Dictionary<string, string> Lowered(Dictionary<string, string> row)
    {
        if (row.TryGetValue("outside", out string? outside)) row["outside"] = outside.ToLowerInvariant();
        return row;
    }

    // Read in another way than the product does.
    private static IEnumerable<string[]> Cells(string text, char delimiter)
    {
        var row = new List<string>();
        var cell = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (isQuoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[i++]);
            else if (c == '"') isQuoted = !isQuoted;
            else if (isQuoted || (c != delimiter && c != '\n')) cell.Append(c);
            else
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (c != '\n') continue;
                yield return [.. row];
                row.Clear();
            }
        }
    }

    private string At(string name) => Path.GetFullPath(Path.Join(_folder.Path, name));

    private string Write(string name, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        using var packed = new MemoryStream();
        if (name.EndsWith(".gz", StringComparison.Ordinal))
        {
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
            bytes = packed.ToArray();
        }

        File.WriteAllBytes(At(name), bytes);
        return At(name);
    }

    private Task<BatchResult> ScoreAsync(IReadOnlyList<string> inputs, string output, Func<BatchOrder, BatchOrder>? edit = null)
    {
        BatchOrder order = Order(inputs, At(output)) with { MostErrors = new ErrorLimit(null, 1) };
        return _scorer.ScoreAsync(Pipeline, edit?.Invoke(order) ?? order, new CollectedProgress(), Cancel);
    }
}
