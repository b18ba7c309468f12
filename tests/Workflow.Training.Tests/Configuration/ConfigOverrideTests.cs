using Workflow.Training.Configuration;

namespace Workflow.Training.Tests.Configuration;

public sealed class ConfigOverrideTests
{
    private const string Yaml = "train: {budget: {trials: 40}, folds: 5}\nlearners: [prior, logistic]\nname: old\n";

    [Theory]
    [InlineData("train.budget.trials=50", "{train: {budget: {trials: 50}, folds: 5}, learners: [prior, logistic], name: old}")]
    [InlineData("learners=[xgboost]", "{train: {budget: {trials: 40}, folds: 5}, learners: [xgboost], name: old}")]
    [InlineData("learners=xgboost", "{train: {budget: {trials: 40}, folds: 5}, learners: xgboost, name: old}")]
    [InlineData("train={folds: 3}", "{train: {folds: 3}, learners: [prior, logistic], name: old}")]
    [InlineData("train.folds=", "{train: {budget: {trials: 40}, folds: }, learners: [prior, logistic], name: old}")]
    [InlineData("name.first=x", "{train: {budget: {trials: 40}, folds: 5}, learners: [prior, logistic], name: {first: x}}")]
    [InlineData("split.file=a=b.json", "{train: {budget: {trials: 40}, folds: 5}, learners: [prior, logistic], name: old, split: {file: a=b.json}}")]
    [InlineData("name=\"quoted: #text\"", "{train: {budget: {trials: 40}, folds: 5}, learners: [prior, logistic], name: quoted: #text}")]
    public void Apply_OneValue_ReplacesItInItsPlace(string setting, string expected) =>
        Assert.Equal(expected, Text(ConfigOverride.Apply(Map(Yaml), setting)));

    [Fact]
    public void Apply_Twice_KeepsBothAndTheLaterWins()
    {
        ConfigMap map = ConfigOverride.Apply(ConfigOverride.Apply(Map(Yaml), "train.folds=3"), "train.budget.trials=2");
        Assert.Equal("{train: {budget: {trials: 2}, folds: 4}, learners: [prior, logistic], name: old}", Text(ConfigOverride.Apply(map, "train.folds=4")));
    }

    [Fact]
    public void Apply_TheOriginal_StaysAsItWas()
    {
        ConfigMap map = Map(Yaml);
        ConfigOverride.Apply(map, "train.folds=3");
        Assert.Equal("{train: {budget: {trials: 40}, folds: 5}, learners: [prior, logistic], name: old}", Text(map));
    }

    [Fact]
    public void Apply_Places_AreThoseOfTheOption()
    {
        ConfigMap map = ConfigOverride.Apply(Map(Yaml), "train.new={a: [1]}");
        ConfigMap train = Assert.IsType<ConfigMap>(map.Find("train"));
        ConfigMap added = Assert.IsType<ConfigMap>(train.Find("new"));
        Assert.Equal("--set train.new={a: [1]}", train.Entries[^1].Location.ToString());
        Assert.Equal("--set train.new={a: [1]}", Assert.IsType<ConfigList>(added.Find("a")).Items[0].Location.ToString());
        Assert.Equal("f:1:26", Assert.IsType<ConfigMap>(train.Find("budget")).Find("trials")!.Location.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("=5")]
    [InlineData("name")]
    [InlineData(".name=5")]
    [InlineData("name.=5")]
    [InlineData("a..b=5")]
    [InlineData(" =5")]
    public void Apply_NoKeyOrNoValue_ShowsTheForm(string setting)
    {
        var wrong = Assert.Throws<ConfigurationException>(() => ConfigOverride.Apply(Map(Yaml), setting));
        Assert.Equal($"--set {setting}: KEY=VALUE is expected, for example train.budget.trials=50", wrong.Message);
    }

    [Theory]
    [InlineData("name=[1")]
    [InlineData("name={a: 1, a: 2}")]
    [InlineData("name=*nowhere")]
    public void Apply_ValueThatIsNoYaml_NamesTheOption(string setting)
    {
        var wrong = Assert.Throws<ConfigurationException>(() => ConfigOverride.Apply(Map(Yaml), setting));
        Assert.StartsWith($"--set {setting}:", wrong.Message, StringComparison.Ordinal);
    }

    private static ConfigMap Map(string yaml) => Assert.IsType<ConfigMap>(YamlText.Read(yaml, "f"));

    private static string Text(ConfigNode node) => node switch
    {
        ConfigScalar scalar => scalar.Text,
        ConfigList list => $"[{string.Join(", ", list.Items.Select(Text))}]",
        ConfigMap map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{entry.Key}: {Text(entry.Value)}"))}}}",
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };
}
