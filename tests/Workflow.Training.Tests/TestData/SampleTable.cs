using System.Text;
using Workflow.Training.Randomness;
using Workflow.Training.Recipes.SensorArchives;

namespace Workflow.Training.Tests.TestData;

/// <summary>A random table of samples, in the spelling of its file and as exact numbers.</summary>
internal sealed record SampleTable(string Text, IReadOnlyList<IReadOnlyList<Rational>> Rows)
{
    public static SampleTable Random(SeededRandom random)
    {
        int width = 1 + random.Next(12);
        var rows = new List<IReadOnlyList<Rational>>();
        var text = new StringBuilder();
        string lineEnd = random.Choose<string>(["\n", "\r\n"]);
        bool trailingTabs = random.Next(4) == 0;
        bool padding = random.Next(3) == 0;
        for (int row = random.Next(12); row >= 0; row--)
        {
            string[] samples = [.. Enumerable.Range(0, width).Select(_ => DecimalTexts.Any(random))];
            rows.Add([.. samples.Select(Rational.Parse)]);
            text.AppendJoin('\t', samples.Select(sample => padding ? Blanks(random) + sample + Blanks(random) : sample));
            if (trailingTabs) text.Append('\t');
            text.Append(lineEnd);
        }

        string file = text.ToString();
        if (random.Next(3) == 0) file = file[..^lineEnd.Length];
        else if (random.Next(3) == 0) file += string.Concat(Enumerable.Repeat(lineEnd, random.Next(3)));
        return new SampleTable(file, rows);
    }

    /// <summary>Reads a file into exact rows.</summary>
    public static RowLog Read(string text, int bufferBytes = 1, Func<int>? chunk = null)
    {
        var log = new RowLog();
        var reader = new SampleReader<RowLog>(log, "PS1.txt", bufferBytes);
        using var stream = new ChunkedStream(Encoding.UTF8.GetBytes(text), chunk ?? (() => int.MaxValue));
        reader.Read(stream, CancellationToken.None);
        Assert.Equal(log.Rows.Count, reader.Rows);
        Assert.Equal(log.Rows.Count == 0 ? -1 : log.Rows[0].Count, reader.Width);
        return log;
    }

    private static string Blanks(SeededRandom random) => new(' ', Math.Max(0, random.Next(5) - 2));
}
