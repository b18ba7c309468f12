using System.Buffers;
using System.Text;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Streams;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scoring.Records;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Streams;

public sealed class CsvDialectTests
{
    private static readonly string[] Pieces = ["a", "7.5", "\"", "\"\"", ",", "\t", "\n", "\r\n", "\r", " ", "ü", ";"];

    // What is written is read again, however it is cut into pieces on its way.
    [Theory]
    [InlineData(',')]
    [InlineData('\t')]
    public async Task Cells_OfAnyText_AreReadAsTheyWereWritten(char delimiter)
    {
        var dialect = new CsvDialect(delimiter, "text/plain");
        for (ulong seed = 0; seed < 300; seed++)
        {
            var numbers = new SeededNumbers(seed);
            string[][] table = [.. Enumerable.Range(0, numbers.Between(1, 6)).Select(_ => RandomRow(numbers))];
            var text = new ArrayBufferWriter<byte>();
            foreach (string[] row in table)
            {
                for (int i = 0; i < row.Length; i++) dialect.Write(text, i == 0, Encoding.UTF8.GetBytes(row[i]));
                text.Write(numbers.Next(2) == 0 ? "\n"u8 : "\r\n"u8);
            }

            await using var body = new ChoppedStream(text.WrittenMemory, numbers);
            Assert.Equal(table, await ReadAsync(dialect, body));
        }
    }

    [Theory]
    [InlineData("a,b", "a|b")]
    [InlineData("a,,", "a||")]
    [InlineData("\"a\",\"b\"", "a|b")]
    [InlineData("5\" pipe,b", "5\" pipe|b")]
    [InlineData("\"a\"\"b\",", "a\"b|")]
    [InlineData("\"\"", "")]
    [InlineData("\"a\nb\",c\n\n", "a\nb|c")]
    [InlineData("a\r\n", "a")]
    public async Task Cells_OfARecord_AreAsRfc4180HasThem(string text, string expected)
    {
        await using var body = new MemoryStream(Encoding.UTF8.GetBytes(text));
        string[] row = Assert.Single(await ReadAsync(CsvDialect.Commas, body));
        Assert.Equal(expected, string.Join('|', row));
    }

    [Theory]
    [InlineData("\"a", "a quotation mark has no other one")]
    [InlineData("a,\"", "a quotation mark has no other one")]
    [InlineData("\"a\"b,c", "behind the quotation mark that ends a cell stands something else than the next cell")]
    public void Cells_OfAWrongRecord_TellWhatIsWrong(string record, string expected)
    {
        CsvCells cells = CsvDialect.Commas.Cells(Encoding.UTF8.GetBytes(record));
        while (cells.MoveNext())
        {
        }

        Assert.Equal(expected, cells.Wrong);
    }

    // However small the pieces are in which a record comes.
    [Theory]
    [InlineData("a")]
    [InlineData("a,")]
    [InlineData("\"a\"\"b\nc,\",")]
    [InlineData("\"\"\"\"")]
    [InlineData("\"\",\"a\"b,")]
    public async Task Fill_ARecordInSmallPieces_LooksAtItOnce(string piece)
    {
        string record = string.Concat(Enumerable.Repeat(piece, 5_000 / piece.Length));
        foreach (RecordBuffer.EndFinder findEnd in (RecordBuffer.EndFinder[])[CsvDialect.Commas.FindEnd, JsonLineReader.FindEnd])
        {
            long looked = 0;
            await using var body = new ChoppedStream(Encoding.UTF8.GetBytes($"{record}\n"), new SeededNumbers(1));
            var records = new RecordBuffer(body, length: null, (bytes, ref scan) =>
            {
                // Who looked again at what was looked at would find the end of a record there.
                int before = scan.At;
                looked += bytes.Length - before;
                byte[] unseen = bytes.ToArray();
                unseen.AsSpan(0, before).Fill((byte)'\n');
                int end = findEnd(unseen, ref scan);
                Assert.True(end < 0 || end >= before, $"{end} of {bytes.Length}, {before} of which were looked at");
                return end;
            });
            while (await records.FillAsync(TestContext.Current.CancellationToken))
            {
                while (records.TryNextFilled(out _))
                {
                }
            }

            Assert.InRange(looked, record.Length, 3 * record.Length);
        }
    }

    [Fact]
    public async Task Fill_ARecordThatIsTooLong_IsRefused()
    {
        await using var body = new MemoryStream(Encoding.UTF8.GetBytes(new string('a', RecordBuffer.LongestRecord + 1)));
        RequestException wrong = await Assert.ThrowsAsync<RequestException>(() => ReadAsync(CsvDialect.Commas, body));
        Assert.Contains($"more than {RecordBuffer.LongestRecord} bytes", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fill_ARecordAsLongAsMayBe_IsRead()
    {
        string cell = new('a', RecordBuffer.LongestRecord - 2);
        await using var body = new MemoryStream(Encoding.UTF8.GetBytes($"{cell}\nb\n"));
        Assert.Equal([[cell], ["b"]], await ReadAsync(CsvDialect.Commas, body));
    }

    [Fact]
    public async Task TryNextFilled_NothingButTabs_IsARecordWhereTheyStandBetweenCells()
    {
        await using var tabs = new MemoryStream("a\tb\n\t\n \n\n1\t2\n"u8.ToArray());
        Assert.Equal([["a", "b"], [string.Empty, string.Empty], ["1", "2"]], await ReadAsync(CsvDialect.Tabs, tabs));
        await using var commas = new MemoryStream("a,b\n\t\n,\n"u8.ToArray());
        Assert.Equal([["a", "b"], [string.Empty, string.Empty]], await ReadAsync(CsvDialect.Commas, commas));
    }

    private static async Task<string[][]> ReadAsync(CsvDialect dialect, Stream body)
    {
        var rows = new List<string[]>();
        var records = new RecordBuffer(body, length: null, dialect.FindEnd, dialect.Blanks);
        while (await records.FillAsync(TestContext.Current.CancellationToken))
        {
            while (records.TryNextFilled(out Range record)) rows.Add(Texts(dialect.Cells(records.Bytes(record))));
        }

        return [.. rows];
    }

    private static string[] Texts(CsvCells cells)
    {
        var texts = new List<string>();
        while (cells.MoveNext()) texts.Add(Encoding.UTF8.GetString(cells.Text));
        Assert.Null(cells.Wrong);
        return [.. texts];
    }

    // The first cell is never blank: a record of nothing but white space is passed over.
    private static string[] RandomRow(SeededNumbers numbers) =>
        ["x", .. Enumerable.Range(0, numbers.Next(4)).Select(_ => string.Concat(Enumerable.Range(0, numbers.Next(4)).Select(_ => numbers.Choose(Pieces))))];
}
