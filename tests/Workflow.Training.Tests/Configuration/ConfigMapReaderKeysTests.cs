using Workflow.Training.Configuration;

namespace Workflow.Training.Tests.Configuration;

public sealed class ConfigMapReaderKeysTests
{
    private readonly ConfigProblems _problems = new();

    [Fact]
    public void RejectUnknownKeys_Misspelt_NamesTheNearestAndEveryKnownKeyOnce()
    {
        ConfigMapReader map = Reader("budgte: 1\nfolds: 5\n");
        map.Whole("budget", 1, 0, 9);
        map.Whole("folds", 1, 0, 9);
        Assert.NotNull(map.Node("folds"));
        map.RejectUnknownKeys();
        Assert.Equal("f:1:1: budgte: unknown key; did you mean 'budget'? (allowed: budget, folds)", Problems());
    }

    [Fact]
    public void RejectUnknownKeys_NothingIsKnown_SaysSo()
    {
        Reader("a: 1\n").RejectUnknownKeys();
        Assert.Equal("f:1:1: a: unknown key; none are allowed here", Problems());
    }

    [Fact]
    public void Map_NestedReaders_JoinTheirPaths()
    {
        ConfigMapReader inner = Reader("a:\n  b:\n    c: x\n").Map("a")!.Map("b")!;
        Assert.Equal(("a.b", "f:3:5"), (inner.Path, inner.Location.ToString()));
        inner.Whole("c", 0, 1, 2);
        Assert.Equal("f:3:8: a.b.c: 'x' is not a whole number from 1 to 2", Problems());
    }

    [Theory]
    [InlineData("a: 5\n", "f:1:4: a: a mapping is expected, and this is a single value")]
    [InlineData("a: [5]\n", "f:1:4: a: a mapping is expected, and this is a list")]
    public void Map_AnotherKind_IsNotedAndReadsAsEmpty(string yaml, string expected)
    {
        ConfigMapReader inner = Reader(yaml).Map("a")!;
        Assert.Null(inner.OptionalText("x"));
        Assert.Equal(expected, Problems());
    }

    [Fact]
    public void Reader_OfAnEmptyFile_IsAnEmptyMapping()
    {
        var map = new ConfigMapReader(YamlText.Read("~", "f"), string.Empty, _problems);
        Assert.Null(map.OptionalText("a"));
        Assert.False(_problems.Any);
    }

    [Fact]
    public void Entries_OfAMapping_ComeInOrder()
    {
        ConfigEntry[] entries = [.. Reader("m:\n  y: {v: a}\n  x: short\n").Entries("m")];
        Assert.Equal(["y", "x"], entries.Select(entry => entry.Key));
        Assert.Equal("short", Assert.IsType<ConfigScalar>(entries[1].Value).Text);
        Assert.False(_problems.Any);
    }

    [Fact]
    public void Maps_OfAMapping_ComeInOrderWithTheirPaths()
    {
        (string Key, ConfigMapReader Reader)[] maps = [.. Reader("m:\n  y: {v: a}\n  x:\n").Maps("m")];
        Assert.Equal("y at m.y, x at m.x", string.Join(", ", maps.Select(entry => $"{entry.Key} at {entry.Reader.Path}")));
        Assert.Equal("a", maps[0].Reader.Text("v"));
        Assert.Null(maps[1].Reader.OptionalText("v"));
        Assert.False(_problems.Any);
    }

    [Fact]
    public void Maps_EntryOfAnotherKind_IsNoted()
    {
        Assert.Equal(["y", "x"], Reader("m:\n  y: {v: a}\n  x: short\n").Maps("m").Select(entry => entry.Key));
        Assert.Equal("f:3:6: m.x: a mapping is expected, and this is a single value", Problems());
    }

    [Fact]
    public void Entries_OfAList_IsNoted()
    {
        Assert.Empty(Reader("m: [1]\n").Entries("m"));
        Assert.Equal("f:1:4: m: a mapping is expected, and this is a list", Problems());
    }

    [Fact]
    public void Texts_ItemsOfAnotherKind_AreNotedWhereTheyStand()
    {
        Assert.Equal("a b", string.Join(' ', Reader("l: [a, [c], b, {d: e}]\n").Texts("l")));
        Assert.Equal(
            "f:1:8: l: a list of texts is expected, and one item is a list\nf:1:16: l: a list of texts is expected, and one item is a mapping",
            Problems());
    }

    [Fact]
    public void Problem_OfAKeyOfItsOwn_StandsAtItsValueOrAtTheMapping()
    {
        ConfigMapReader map = Reader("# remark\na: 1\n");
        map.Problem("a", "odd");
        map.Problem("b", "absent");
        Assert.Equal("f:2:1: b: absent\nf:2:4: a: odd", Problems());
    }

    [Fact]
    public void Problems_OfMergedValues_StandWhereTheyWereWritten()
    {
        ConfigMapReader use = Reader("base: &b\n  n: many\n  l: [x]\nuse:\n  <<: *b\n  own: bad\n").Map("use")!;
        use.OptionalWhole("n", 0, 9);
        use.OptionalText("l");
        use.Flag("own", false);
        Assert.Equal(
            "f:2:6: use.n: 'many' is not a whole number from 0 to 9\n"
            + "f:3:6: use.l: a text is expected, and this is a list\n"
            + "f:6:8: use.own: 'bad' is neither true nor false",
            Problems());
    }

    [Fact]
    public void ThrowIfAny_SeveralProblems_AreInTheOrderOfTheFile()
    {
        _problems.Add(new ConfigLocation("f", 3, 1), "c", "third");
        _problems.Add(new ConfigLocation("f", 1, 9), "b", "second");
        _problems.Add(new ConfigLocation("f", 1, 2), string.Empty, "first");
        var wrong = Assert.Throws<ConfigurationException>(_problems.ThrowIfAny);
        Assert.Equal("f:1:2: first\nf:1:9: b: second\nf:3:1: c: third", wrong.Message);
        Assert.Equal(3, wrong.Problems.Count);
    }

    private ConfigMapReader Reader(string yaml) => new(YamlText.Read(yaml, "f"), string.Empty, _problems);

    private string Problems() => Assert.Throws<ConfigurationException>(_problems.ThrowIfAny).Message;
}
