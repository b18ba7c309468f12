using System.Text.Json;
using FsCheck.Fluent;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

public sealed class FingerprintComparisonTests
{
    private const string Before = """{"step":"train","code":"aa","parameters":{"trials":40,"seed":{"of":"x"},"list":[1,2]},"inputs":{"ingest.dataset":"abc","split.rows":"d"}}""";

    [Theory]
    [InlineData("\"aa\"", "\"bb\"", "code: aa -> bb")]
    [InlineData("40", "50", "parameters.trials: 40 -> 50")]
    [InlineData("\"x\"", "null", "parameters.seed.of: x -> null")]
    [InlineData("[1,2]", "[1,3]", "parameters.list[1]: 2 -> 3")]
    [InlineData("[1,2]", "[1,2,3]", "parameters.list[2]: (absent) -> 3")]
    [InlineData("[1,2]", "[1]", "parameters.list[1]: 2 -> (absent)")]
    [InlineData("\"list\"", "\"other\"", "parameters.other: (absent) -> [1,2]; parameters.list: [1,2] -> (absent)")]
    [InlineData("{\"of\":\"x\"}", "7", "parameters.seed: {\"of\":\"x\"} -> 7")]
    [InlineData("\"abc\"", "\"def\"", "input ingest.dataset: abc -> def")]
    [InlineData("\"split.rows\":\"d\"", "\"split.rows\":\"e\",\"c.d\":\"f\"", "input split.rows: d -> e; input c.d: (absent) -> f")]
    public void Compare_OneChange_NamesIt(string what, string with, string expected) =>
        Assert.Equal(expected, string.Join("; ", FingerprintComparison.Compare(Before, Before.Replace(what, with, StringComparison.Ordinal)).Select(Words)));

    [Fact]
    public void Compare_SameInAnotherOrder_IsNothing() =>
        Assert.Empty(FingerprintComparison.Compare("""{"code":"a","parameters":{"x":1,"y":2}}""", """{"parameters":{"y":2,"x":1},"code":"a"}"""));

    [Fact]
    public void Compare_AnyParameters_FindsExactlyThoseThatDiffer() => Properties.Hold(
        Gen.Choose(0, 3).ArrayOf(6).Two(),
        pair =>
        {
            (int[] before, int[] now) = pair;
            IEnumerable<string> expected = Enumerable.Range(0, 6).Where(i => before[i] != now[i]).Select(i => $"parameters.p{i}: {before[i]} -> {now[i]}");
            Assert.Equal(expected, FingerprintComparison.Compare(Document(before), Document(now)).Select(Words));
        });

    private static string Document(int[] values) =>
        JsonSerializer.Serialize(new { code = "a", parameters = values.Index().ToDictionary(value => $"p{value.Index}", value => value.Item) });

    private static string Words(FingerprintDifference difference) => $"{difference.What}: {difference.Before ?? "(absent)"} -> {difference.Now ?? "(absent)"}";
}
