using Workflow.Training.Configuration;

namespace Workflow.Training.Tests.Configuration;

public sealed class ConfigMapReaderTests
{
    private static readonly Dictionary<string, int> Choices = new(StringComparer.Ordinal) { ["first"] = 1, ["second"] = 2 };

    private readonly ConfigProblems _problems = new();

    [Fact]
    public void Getters_ValuesOfTheirType_AreReadWithoutAProblem()
    {
        ConfigMapReader map = Reader("t: text\nc: second\nf: true\nw: -7\nn: 2.5e-1\nm: {x: 1}\nl: [a, b]\ns: single\n");
        Assert.Equal("text", map.Text("t"));
        Assert.Equal(2, map.Choice("c", 0, Choices));
        Assert.True(map.Flag("f", false));
        Assert.Equal(-7, map.Whole("w", 0, -10, 10));
        Assert.Equal(0.25, map.Number("n", 0, 0, 1));
        Assert.Equal("1", map.Map("m")!.Text("x"));
        Assert.Equal("a b", string.Join(' ', map.Texts("l")));
        Assert.Equal("single", Assert.Single(map.Texts("s")));
        map.RejectUnknownKeys();
        AssertProblems();
    }

    [Theory]
    [InlineData("")]
    [InlineData("t:\nc:\nf: ~\nw: null\nn:\nm:\nl:\n")]
    public void Getters_AbsentOrEmpty_GiveTheDefaultWithoutAProblem(string yaml)
    {
        ConfigMapReader map = Reader(yaml.Length == 0 ? "{}" : yaml);
        Assert.Null(map.OptionalText("t"));
        Assert.Equal(9, map.Choice("c", 9, Choices));
        Assert.True(map.Flag("f", true));
        Assert.Equal(5, map.Whole("w", 5, 0, 10));
        Assert.Null(map.OptionalWhole("w", 0, 10));
        Assert.Equal(0.5, map.Number("n", 0.5, 0, 1));
        Assert.Null(map.OptionalNumber("n", 0, 1));
        Assert.Null(map.Map("m"));
        Assert.Empty(map.Items("l"));
        Assert.Empty(map.Entries("l"));
        map.RejectUnknownKeys();
        AssertProblems();
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("10", 10)]
    [InlineData("+3", 3)]
    [InlineData("11", null)]
    [InlineData("-1", null)]
    [InlineData("1.0", null)]
    [InlineData("1e1", null)]
    [InlineData("0x5", null)]
    [InlineData("99999999999", null)]
    [InlineData("\"\"", null)]
    [InlineData("many", null)]
    public void Whole_ItsRange_IncludesBothEnds(string text, int? expected)
    {
        Assert.Equal(expected, Reader($"k: {text}\n").OptionalWhole("k", 0, 10));
        if (expected is null) AssertProblems($"f:1:4: at.k: '{text.Trim('"')}' is not a whole number from 0 to 10");
        else AssertProblems();
    }

    [Theory]
    [InlineData("0", 0.0)]
    [InlineData("1", 1.0)]
    [InlineData("1e-3", 0.001)]
    [InlineData("1.0000001", null)]
    [InlineData("NaN", null)]
    [InlineData("Infinity", null)]
    [InlineData("0,5", null)]
    [InlineData("half", null)]
    public void Number_ItsRange_IncludesBothEnds(string text, double? expected)
    {
        Assert.Equal(expected, Reader($"k: \"{text}\"\n").OptionalNumber("k", 0, 1));
        if (expected is null) AssertProblems($"f:1:4: at.k: '{text}' is not a number from 0 to 1");
        else AssertProblems();
    }

    [Theory]
    [InlineData("secnod", "'secnod' is unknown; did you mean 'second'? (allowed: first, second)")]
    [InlineData("FIRST", "'FIRST' is unknown; did you mean 'first'? (allowed: first, second)")]
    [InlineData("other", "'other' is unknown; allowed: first, second")]
    public void Choice_Unknown_NamesTheNearestAndAll(string text, string expected)
    {
        Assert.Equal(9, Reader($"k: {text}\n").Choice("k", 9, Choices));
        AssertProblems($"f:1:4: at.k: {expected}");
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("True")]
    [InlineData("1")]
    public void Flag_NeitherTrueNorFalse_IsNoted(string text)
    {
        Assert.True(Reader($"k: {text}\n").Flag("k", true));
        AssertProblems($"f:1:4: at.k: '{text}' is neither true nor false");
    }

    [Fact]
    public void Text_Missing_IsNotedWhereTheMappingStands()
    {
        Assert.Empty(Reader("\na: 1\n").Text("k"));
        AssertProblems("f:2:1: at.k: missing");
    }

    // One mistake, one message.
    [Theory]
    [InlineData("k: [1]", "f:1:4: at.k: a text is expected, and this is a list")]
    [InlineData("k: {a: 1}", "f:1:4: at.k: a text is expected, and this is a mapping")]
    public void Text_AnotherKind_IsNotedOnce(string yaml, string expected)
    {
        Assert.Empty(Reader(yaml).Text("k"));
        AssertProblems(expected);
    }

    private ConfigMapReader Reader(string yaml) => new(YamlText.Read(yaml, "f"), "at", _problems);

    private void AssertProblems(params string[] expected)
    {
        string actual = string.Empty;
        try
        {
            _problems.ThrowIfAny();
        }
        catch (ConfigurationException wrong)
        {
            actual = wrong.Message;
        }

        Assert.Equal(string.Join('\n', expected), actual);
    }
}
