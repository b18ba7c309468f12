using FsCheck.Fluent;
using Workflow.Training.Configuration;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Configuration;

/// <summary>Texts that a hostile or careless author might write: refused quickly and by the exception that users understand.</summary>
public sealed class YamlLimitsTests
{
    [Fact]
    public void Read_AsDeepAsAllowed_IsRead()
    {
        ConfigNode node = YamlText.Read(Nested("[", "x", "]", 32), "f");
        for (int level = 0; level < 32; level++) node = Assert.Single(Assert.IsType<ConfigList>(node).Items);
        Assert.IsType<ConfigScalar>(node);
    }

    // A stack of the library's own would end the process with the larger ones.
    [Theory]
    [InlineData("[", "]", 33)]
    [InlineData("[", "]", 1_000_000)]
    [InlineData("{a: ", "}", 33)]
    [InlineData("{a: ", "}", 500_000)]
    [InlineData("- ", "", 500_000)]
    public void Read_NestedTooDeeply_IsRefused(string open, string close, int levels)
    {
        var wrong = Assert.Throws<ConfigurationException>(() => YamlText.Read(Nested(open, "x", close, levels), "f"));
        Assert.Contains("nested deeper than 32 levels", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DeepOnlyOnceAliasesAreExpanded_IsRefused()
    {
        string yaml = $"a: &a {Nested("[", "x", "]", 20)}\nb: {Nested("[", "*a", "]", 20)}\n";
        var wrong = Assert.Throws<ConfigurationException>(() => YamlText.Read(yaml, "f"));
        Assert.Contains("f:3:24: nested deeper", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(400)]
    public void Read_AliasesThatMultiply_AreRefusedBeforeTheyAreExpanded(int levels)
    {
        var wrong = Assert.Throws<ConfigurationException>(() => YamlText.Read(Multiplying(levels), "f"));
        Assert.Contains("more than 100000 values once aliases are expanded", wrong.Message, StringComparison.Ordinal);
    }

    // The hash of such a key would take years.
    [Fact]
    public void Read_AliasesThatMultiplyAsAKey_AreRefused()
    {
        const string Yaml = "a: &a [x, x]\n? [*a, *a]\n: 1\n";
        Assert.Throws<ConfigurationException>(() => YamlText.Read(Yaml, "f"));
        Assert.Throws<ConfigurationException>(() => YamlText.Read(Multiplying(30) + "? *a29\n: 1\n", "f"));
    }

    [Fact]
    public void Read_TooManyValues_AreRefused()
    {
        string items = string.Concat(Enumerable.Repeat("- x\n", 100_001));
        Assert.Throws<ConfigurationException>(() => YamlText.Read(items, "f"));
        Assert.Equal(99_999, Assert.IsType<ConfigList>(YamlText.Read(items[..^8], "f")).Items.Count);
    }

    [Fact]
    public void Read_TooLong_IsRefused()
    {
        var wrong = Assert.Throws<ConfigurationException>(() => YamlText.Read(new string('x', (4 << 20) + 1), "f"));
        Assert.Contains("f:1:1: longer than 4194304 characters", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnyText_IsReadOrRefusedByItsOwnException()
    {
        string[] pieces =
        [
            "a", "b: ", ": ", "- ", "\n", "\n  ", "[", "]", "{", "}", ", ", "&x ", "*x", "<<: ", "? ", "!t ", "!!", "|", ">", "'", "\"", "#", "%",
            "---\n", "...\n", "\t", "\0", "\\x4", "\\U00110000", "\ud800", "🚀", "@", "`", "~", "\r", "\u2028", "%YAML 1.2\n", "%TAG ! x\n", "=", "&", "*",
        ];
        Properties.Hold(
            Gen.Elements(pieces).ListOf().Select(string.Concat),
            text =>
            {
                try
                {
                    Assert.NotNull(YamlText.Read(text, "f"));
                }
                catch (ConfigurationException refused)
                {
                    Assert.StartsWith("f:", refused.Message, StringComparison.Ordinal);
                }
            },
            tests: 6_000);
    }

    private static string Nested(string open, string content, string close, int levels) =>
        string.Concat(Enumerable.Repeat(open, levels)) + content + string.Concat(Enumerable.Repeat(close, levels)) + "\n";

    private static string Multiplying(int levels)
    {
        string yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < levels; i++) yaml += $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n";
        return yaml;
    }
}
