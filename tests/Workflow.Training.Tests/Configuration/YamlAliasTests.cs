using Workflow.Training.Configuration;

namespace Workflow.Training.Tests.Configuration;

public sealed class YamlAliasTests
{
    [Fact]
    public void Read_Alias_IsTheAnchoredValueAtItsOwnPlace()
    {
        ConfigMap map = Map("base: &b\n  x: [1, 2]\ncopy: *b\n");
        Assert.Same(map.Find("base"), map.Find("copy"));
        Assert.Equal("f:2:6", Assert.IsType<ConfigMap>(map.Find("copy")).Find("x")!.Location.ToString());
    }

    [Fact]
    public void Read_AnchorDefinedAgain_TheLatestAboveCounts() =>
        Assert.Equal("1 1 2 2", Texts("list: [&a 1, *a, &a 2, *a]\n", "list"));

    [Fact]
    public void Read_AliasOfAValueAsKey_IsAccepted() => Assert.NotNull(Map("name: &k x\n*k : 2\n").Find("x"));

    [Fact]
    public void Read_MergedMapping_OwnKeysWinAndMergedComeFirst()
    {
        ConfigMap map = Assert.IsType<ConfigMap>(Map("base: &b {x: 1, y: 2}\nuse:\n  y: own\n  <<: *b\n  z: 3\n").Find("use"));
        Assert.Equal(
            "x=1 at f:1:11, y=own at f:3:3, z=3 at f:5:3",
            string.Join(", ", map.Entries.Select(entry => $"{entry.Key}={((ConfigScalar)entry.Value).Text} at {entry.Location}")));
    }

    [Fact]
    public void Read_ListOfMerges_EarlierMappingsWin()
    {
        const string Yaml = "a: &a {x: a, y: a}\nb: &b {y: b, z: b}\nuse:\n  <<: [*a, *b, {z: inline, w: inline}]\n  x: own\n";
        ConfigMap map = Assert.IsType<ConfigMap>(Map(Yaml).Find("use"));
        Assert.Equal("y=a z=b w=inline x=own", Content(map.Entries));
    }

    [Fact]
    public void Read_MergeOfAMerge_IsResolvedFromTheInside()
    {
        const string Yaml = "a: &a {x: a, y: a, z: a}\nb: &b {<<: *a, y: b}\nc: {<<: *b, z: c}\n";
        ConfigMap map = Assert.IsType<ConfigMap>(Map(Yaml).Find("c"));
        Assert.Equal("x=a y=b z=c", Content(map.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)));
    }

    [Fact]
    public void Read_QuotedMergeKey_IsAKeyLikeAnyOther() => Assert.NotNull(Map("\"<<\": 1\n").Find("<<"));

    [Theory]
    [InlineData("use: {<<: 5}\n", "f:1:11: '<<' merges mappings, and this is a single value")]
    [InlineData("a: &a [1]\nuse: {<<: *a}\n", "'<<' merges mappings, and this is a list")]
    [InlineData("a: &a {x: 1}\nuse: {<<: [*a, 5]}\n", "'<<' merges mappings, and this is a list")]
    [InlineData("a: &a {x: 1}\nuse:\n  <<: *a\n  <<: *a\n", "f:4:3: the key '<<' stands twice")]
    [InlineData("a: &loop [1, *loop]\n", "f:1:14: an anchor contains an alias to itself")]
    [InlineData("a: &loop {b: {c: *loop}}\n", "f:1:18: an anchor contains an alias to itself")]
    [InlineData("a: &loop\n  <<: *loop\n", "f:2:7: an anchor contains an alias to itself")]
    [InlineData("a: &anchor 1\nb: *anhcor\n", "f:2:4: no anchor 'anhcor' stands above; did you mean 'anchor'?")]
    [InlineData("b: *later\na: &later 1\n", "f:1:4: no anchor 'later' stands above")]
    [InlineData("a: &a [1]\n*a : 2\n", "f:2:1: a key must be a single value")]
    public void Read_AliasThatCannotBe_SaysWhereAndWhy(string yaml, string expected)
    {
        var wrong = Assert.Throws<ConfigurationException>(() => YamlText.Read(yaml, "f"));
        Assert.Contains(expected, wrong.Message, StringComparison.Ordinal);
    }

    private static ConfigMap Map(string yaml) => Assert.IsType<ConfigMap>(YamlText.Read(yaml, "f"));

    private static string Content(IEnumerable<ConfigEntry> entries) =>
        string.Join(' ', entries.Select(entry => $"{entry.Key}={((ConfigScalar)entry.Value).Text}"));

    private static string Texts(string yaml, string key) =>
        string.Join(' ', Assert.IsType<ConfigList>(Map(yaml).Find(key)).Items.Select(item => ((ConfigScalar)item).Text));
}
