using System.Text.RegularExpressions;
using Workflow.Testing.Files;

namespace Workflow.Architecture.Tests;

/// <summary>Rules about sources that no analyzer knows.</summary>
public sealed partial class SourceRulesTests
{
    private const int LongestFile = 500;

    [Fact]
    public void Files_OfTheProduct_AreShorterThanFiveHundredLines()
    {
        IEnumerable<string> tooLong = Sources("src").Where(file => File.ReadLines(file).Count() >= LongestFile);

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Names_OfTypes_SayWhatTheyAre()
    {
        IEnumerable<string> vague = Sources("src").Select(Path.GetFileNameWithoutExtension).OfType<string>().Where(name => VagueName().IsMatch(name));

        Assert.Empty(vague);
    }

    [Fact]
    public void Documents_OfTheRepository_HaveNoDeadLinks()
    {
        string[] documents = [Repository.Path("README.md"), Repository.Path("CHANGELOG.md"), .. Directory.EnumerateFiles(Repository.Path("docs"), "*.md", SearchOption.AllDirectories)];

        IEnumerable<string> dead =
            from document in documents
            from Match link in Link().Matches(File.ReadAllText(document))
            let target = link.Groups["target"].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
            where !Path.Exists(Path.GetFullPath(target, Path.GetDirectoryName(document)!))
            select $"{Path.GetRelativePath(Repository.Root, document)}: {target}";

        Assert.Empty(dead);
    }

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(Repository.Path(folder), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Split('/', '\\').Any(part => part is "bin" or "obj"));

    [GeneratedRegex("(Manager|Helper|Util|Utils|Common|Base)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VagueName();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
