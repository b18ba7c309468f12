using Workflow.Training.Configuration;

namespace Workflow.Training.Tests.Configuration;

public sealed class YamlTextTests
{
    [Theory]
    [InlineData("text", "text", false)]
    [InlineData("\"quoted\"", "quoted", true)]
    [InlineData("'single'", "single", true)]
    [InlineData("|\n  folded\n  not\n", "folded\nnot\n", true)]
    [InlineData("\"\"", "", true)]
    [InlineData("~", "~", false)]
    [InlineData("Grüße, 日本 🚀", "Grüße, 日本 🚀", false)]
    [InlineData("\"\\u00e4\\U0001F680\"", "ä🚀", true)]
    [InlineData("\uFEFFmark", "mark", false)]
    [InlineData("!!int 5", "5", false)]
    [InlineData("!!python/object:os.system rm", "rm", false)]
    public void Read_SingleValue_KeepsTextAndQuotes(string yaml, string text, bool isQuoted)
    {
        ConfigScalar scalar = Assert.IsType<ConfigScalar>(YamlText.Read(yaml, "f"));
        Assert.Equal((text, isQuoted), (scalar.Text, scalar.IsQuoted));
    }

    [Theory]
    [InlineData("a:", true)]
    [InlineData("a: null", true)]
    [InlineData("a: ~", true)]
    [InlineData("a: \"\"", false)]
    [InlineData("a: 'null'", false)]
    [InlineData("a: 0", false)]
    public void IsNull_OnlyWithoutQuotes_IsTrue(string yaml, bool isNull) =>
        Assert.Equal(isNull, Assert.IsType<ConfigScalar>(Map(yaml).Find("a")).IsNull);

    [Fact]
    public void Read_NestedValues_KeepsOrderKindsAndPlaces()
    {
        ConfigMap map = Map("b: 1\na:\n  - x\n  - {c: 2}\n");
        Assert.Equal("b a", string.Join(' ', map.Entries.Select(entry => entry.Key)));
        ConfigList list = Assert.IsType<ConfigList>(map.Find("a"));
        ConfigMap inner = Assert.IsType<ConfigMap>(list.Items[1]);
        Assert.Equal("f:2:1", map.Entries[1].Location.ToString());
        Assert.Equal("f:3:3", list.Location.ToString());
        Assert.Equal("f:3:5", list.Items[0].Location.ToString());
        Assert.Equal("f:4:6", inner.Entries[0].Location.ToString());
        Assert.Equal("f:4:9", inner.Find("c")!.Location.ToString());
        Assert.Null(map.Find("A"));
        Assert.Equal(("a mapping", "a list", "a single value"), (map.Kind, list.Kind, inner.Find("c")!.Kind));
    }

    [Fact]
    public void Read_CarriageReturns_CountAsLines() => Assert.Equal("f:3:6", Map("a: 1\r\nb:\r\n  c: 2\r\n").Find("b") switch
    {
        ConfigMap inner => inner.Find("c")!.Location.ToString(),
        _ => "no mapping",
    });

    [Theory]
    [InlineData("", "f:1:1: one YAML document is expected, not 0")]
    [InlineData("# a remark alone\n", "f:1:1: one YAML document is expected, not 0")]
    [InlineData("a: 1\n---\nb: 2\n", "f:1:1: one YAML document is expected, not 2")]
    [InlineData("a: 1\nb: 2\na: 3\n", "f:3:1: the key 'a' stands twice")]
    [InlineData("a: 1\n\"a\": 2\n", "f:2:1: the key 'a' stands twice")]
    [InlineData("- {x: 1, x: 2}\n", "f:1:10: the key 'x' stands twice")]
    [InlineData("a: [1, 2\n", "f:2:1: While parsing a flow sequence")]
    [InlineData("a: \"open\n", "f:1:4:")]
    [InlineData("a:\n\tb: 1\n", "invalid tab")]
    [InlineData("? [1, 2]\n: 3\n", "f:1:3: a key must be a single value")]
    [InlineData("a: \"\\ud800\"", "f:1:4:")]
    [InlineData("a: \"\\UFFFFFFFF\"", "f:1:2: what follows here is not YAML")]
    [InlineData("...\n|", "what follows here is not YAML")]
    [InlineData("%YAML 3.0\n---\na: 1\n", "f:1:1:")]
    public void Read_NotOneWholeDocument_SaysWhereAndWhy(string yaml, string expected)
    {
        var wrong = Assert.Throws<ConfigurationException>(() => YamlText.Read(yaml, "f"));
        Assert.Equal("configuration-invalid", wrong.Code);
        Assert.Contains(expected, Assert.Single(wrong.Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TabsBetweenAndBehindValues_AreAccepted() =>
        Assert.Equal("1", Assert.IsType<ConfigScalar>(Map("a:\t1\t# remark\n").Find("a")).Text);

    private static ConfigMap Map(string yaml) => Assert.IsType<ConfigMap>(YamlText.Read(yaml, "f"));
}
