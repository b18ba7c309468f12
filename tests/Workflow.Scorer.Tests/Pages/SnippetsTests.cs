using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Pages;

/// <summary>The programs on the page are run as they stand there.</summary>
[Trait("Speed", "Slow")]
public sealed partial class SnippetsTests
{
    [Theory]
    [InlineData(false, "curl", "a.sh", "bash")]
    [InlineData(false, "Python", "a.py", "/usr/bin/python3")]
    [InlineData(false, "C#", "a.cs", "dotnet", "run")]
    [InlineData(false, "R", "a.R", "Rscript")]
    [InlineData(true, "curl", "a.sh", "bash")]
    [InlineData(true, "Python", "a.py", "/usr/bin/python3")]
    [InlineData(true, "C#", "a.cs", "dotnet", "run")]
    [InlineData(true, "R", "a.R", "Rscript")]
    public async Task Snippet_AsItStandsOnThePage_ScoresARow(bool isKeyed, string language, string name, string program, params string[] arguments)
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(
            SamplePipelines.Graded().WithTrueAnswers([["1", "0.1", "übrig"]]).ToZip().ToBytes(), new ScorerOptions { ApiKeys = isKeyed ? ["KEY"] : [] });
        scorer.Http.DefaultRequestHeaders.Add("x-api-key", "KEY");
        string html = await Answers.TextAsync(await scorer.GetAsync("/"));
        string text = Assert.Single(Programs().Matches(html), match => WebUtility.HtmlDecode(match.Groups["language"].Value) == language).Groups["text"].Value;
        using var folder = new TemporaryFolder();
        string file = folder.File(name);
        await File.WriteAllTextAsync(file, WebUtility.HtmlDecode(text), TestContext.Current.CancellationToken);
        var info = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(file)! };
        foreach (string argument in (string[])[.. arguments, file]) info.ArgumentList.Add(argument);
        using Process process = Process.Start(info)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{output}\n{await error}");
        Assert.Contains(Answers.Expected(scorer.Pipeline!, "1", "0.1", "übrig")[0], output, StringComparison.Ordinal);
    }

    [GeneratedRegex("<summary>(?<language>[^<]*)</summary>.*?<pre>(?<text>[^<]*)</pre>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Programs();
}
