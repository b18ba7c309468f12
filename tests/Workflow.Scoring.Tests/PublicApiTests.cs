using System.Text;
using PublicApiGenerator;

namespace Workflow.Scoring.Tests;

/// <summary>Programs that embed the runtime are compiled against its public members: none changes unseen.</summary>
public sealed class PublicApiTests
{
    private const string Kept = "PublicApi.txt", Received = "PublicApi.received.txt";

    [Fact]
    public void Scoring_PublicMembers_AreThoseOfTheSnapshot()
    {
        string actual = typeof(ScoringPipeline).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        string expected = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, Kept)).ReplaceLineEndings("\n");
        if (actual == expected) return;
        string received = Path.Combine(AppContext.BaseDirectory, Received);
        File.WriteAllText(received, actual);
        Assert.Fail($"""
            The public API of Workflow.Scoring has changed:

            {Difference(expected.Split('\n'), actual.Split('\n'))}
            Where that is meant: CHANGELOG.md says so, and
            cp {received} tests/Workflow.Scoring.Tests/{Kept}
            """);
    }

    // Lines that went and lines that came, by a longest common subsequence.
    private static string Difference(string[] before, string[] after)
    {
        var common = new int[before.Length + 1, after.Length + 1];
        for (int i = before.Length - 1; i >= 0; i--)
        {
            for (int j = after.Length - 1; j >= 0; j--) common[i, j] = before[i] == after[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        var text = new StringBuilder();
        for (int i = 0, j = 0; i < before.Length || j < after.Length;)
        {
            if (i < before.Length && j < after.Length && before[i] == after[j]) (i, j) = (i + 1, j + 1);
            else if (j == after.Length || (i < before.Length && common[i + 1, j] >= common[i, j + 1])) text.Append("- ").AppendLine(before[i++]);
            else text.Append("+ ").AppendLine(after[j++]);
        }

        return text.ToString();
    }
}
