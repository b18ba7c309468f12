using System.Globalization;

namespace Workflow.Bench;

/// <summary>bench/RESULTS.md: one section per benchmark, each with the machine that measured it.</summary>
internal sealed class ResultsFile(string path)
{
    private const string Head = """
        # Results

        Written by `./workflow bench`. Machines are noisy: what counts are the ratios, measured side by side in one run, never a time
        against another day's.

        """;

    /// <summary>Replaces the section of a benchmark, or adds it.</summary>
    public void Replace(string name, string section)
    {
        string text = File.Exists(path) ? File.ReadAllText(path) : Head;
        string begin = $"<!-- {name} -->\n";
        string end = $"<!-- end of {name} -->\n";
        string block = string.Create(CultureInfo.InvariantCulture, $"{begin}{section.TrimEnd()}\n\nMeasured on {Machine.Describe()}\n{end}");
        int from = text.IndexOf(begin, StringComparison.Ordinal);
        int to = text.IndexOf(end, StringComparison.Ordinal);
        text = from >= 0 && to > from ? text[..from] + block + text[(to + end.Length)..] : $"{text.TrimEnd()}\n\n{block}";
        File.WriteAllText(path, text);
    }
}
