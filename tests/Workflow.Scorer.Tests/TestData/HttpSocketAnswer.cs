using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>An answer as it came on a connection.</summary>
/// <param name="Status">The status.</param>
/// <param name="Text">Its head and its body.</param>
/// <param name="IsWhole">Whether it has its end: an answer in chunks may be broken off.</param>
internal sealed partial record HttpSocketAnswer(int Status, string Text, bool IsWhole)
{
    /// <summary>Reads what came on a connection: answers, one behind the other, of which the last one may be broken off.</summary>
    /// <param name="bytes">What came.</param>
    /// <param name="which">Tells a failure from others.</param>
    public static IReadOnlyList<HttpSocketAnswer> ReadAll(byte[] bytes, string which)
    {
        var answers = new List<HttpSocketAnswer>();
        string rest = Encoding.Latin1.GetString(bytes);
        while (rest.Length > 0)
        {
            int head = rest.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
            Match first = FirstLine().Match(rest);
            Assert.True(first.Success && head >= 4, $"no answer: {rest}, {which}");
            int status = int.Parse(first.Groups["status"].Value, CultureInfo.InvariantCulture);
            bool isWhole = true;
            int length = status is 100 or 101 or 204 ? 0 : BodyLength(rest[..head], rest[head..], out isWhole);
            Assert.True(rest.Length >= head + length, $"half an answer: {rest}, {which}");
            answers.Add(new HttpSocketAnswer(status, rest[..(head + length)], isWhole));
            rest = rest[(head + length)..];
        }

        return answers;
    }

    private static int BodyLength(string head, string rest, out bool isWhole)
    {
        isWhole = true;
        if (Length().Match(head) is { Success: true } length) return int.Parse(length.Groups["length"].Value, CultureInfo.InvariantCulture);
        if (!head.Contains("Transfer-Encoding: chunked", StringComparison.Ordinal)) return rest.Length;
        for (int at = 0; at < rest.Length;)
        {
            int end = rest.IndexOf("\r\n", at, StringComparison.Ordinal);
            if (end < 0) break;
            int size = int.Parse(rest[at..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            at = end + 2 + size + 2;
            if (size == 0) return at;
        }

        isWhole = false;
        return rest.Length;
    }

    [GeneratedRegex("^HTTP/1\\.[01] (?<status>[0-9]{3}) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FirstLine();

    [GeneratedRegex("\r\nContent-Length: (?<length>[0-9]+)\r\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Length();
}
