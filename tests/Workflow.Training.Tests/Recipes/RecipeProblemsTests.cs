using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes;

public sealed class RecipeProblemsTests
{
    [Theory]
    [InlineData("name: rig", "name:", "r.yaml:1:1: name: missing")]
    [InlineData("name: rig", "nmae: rig", "r.yaml:1:1: nmae: unknown key; did you mean 'name'?")]
    [InlineData("name: rig", "name: rig\nabout: {titel: x}", "r.yaml:2:9: about.titel: unknown key; did you mean 'title'?")]
    [InlineData("kind: sensor-archive", "kind: sensor-archiv", "r.yaml:2:7: kind: 'sensor-archiv' is unknown; did you mean 'sensor-archive'? (allowed: sensor-archive, table, command)")]
    [InlineData("seconds: 60", "seconds: 0", "r.yaml:4:10: seconds: '0' is not a number from 1E-06 to 1000000000")]
    [InlineData("sources:\n  - mirror: rig.zip\n", "", "r.yaml:1:1: sources: missing: at least one place where the source comes from")]
    [InlineData("  - mirror: rig.zip", "  - mirror: a/rig.zip", "r.yaml:6:13: sources.mirror: 'a/rig.zip' is not a plain file name")]
    [InlineData("  - mirror: rig.zip", "  - mirror: ..", "r.yaml:6:13: sources.mirror: '..' is not a plain file name")]
    [InlineData("  - mirror: rig.zip", "  - mirror: \"\"", "r.yaml:6:13: sources.mirror: '' is not a plain file name")]
    [InlineData("  - mirror: rig.zip", "  - {mirror: a.zip, url: \"https://b\"}", "r.yaml:6:14: sources.mirror: a source is one of 'mirror: FILE', 'url: ADDRESS' or 'simulate: NAME'")]
    [InlineData("  - mirror: rig.zip", "  - rig.zip", "r.yaml:6:5: sources: a mapping is expected, and this is a single value")]
    [InlineData("  - mirror: rig.zip", "  - {mirror: a.zip, sha256: abc}", "r.yaml:6:29: sources.sha256: 'abc' is not 64 hexadecimal digits")]
    [InlineData("  - mirror: rig.zip", "  - url: ftp://example.org/a.zip", "r.yaml:6:10: sources.url: 'ftp://example.org/a.zip' is not an http(s) address")]
    [InlineData("  - mirror: rig.zip", "  - url: http://example.org/a.zip", "r.yaml:6:10: sources.url: 'http://example.org/a.zip' is not encrypted; use https, or say allowHttp: true")]
    [InlineData("  - mirror: rig.zip", "  - {url: \"https://example.org\", maxMiB: 0}", "sources.maxMiB: '0' is not a whole number from 1 to 1048576")]
    [InlineData("  - mirror: rig.zip", "  - simulate: hydraulic", "r.yaml:6:15: sources.simulate: 'hydraulic' is unknown; allowed: hydraulic-rig")]
    [InlineData("  - mirror: rig.zip", "  - {simulate: hydraulic-rig, rate: fast}", "sources.rate: 'fast' is unknown; allowed: 1hz, native")]
    [InlineData("  PS1.txt: {column: p, unit: bar, rate: 100}\n", "  PS1.txt:\n", "r.yaml:8:11: sensors.PS1.txt.column: missing")]
    [InlineData("{column: p, unit: bar, rate: 100}", "pressure", "r.yaml:8:12: sensors.PS1.txt: a mapping is expected, and this is a single value")]
    [InlineData("{column: p, unit: bar, rate: 100}", "{column: p, unti: bar}", "r.yaml:8:24: sensors.PS1.txt.unti: unknown key; did you mean 'unit'?")]
    [InlineData("{column: p, unit: bar, rate: 100}", "{column: e_std}", "r.yaml:9:20: sensors.CE.txt.column: column 'e_std' is made twice")]
    [InlineData("{column: p, unit: bar, rate: 100}", "{column: y}", "sensors: column 'y' is a label too")]
    [InlineData("{column: p, unit: bar, rate: 100}", "{column: \"\"}", "sensors: a column has no name")]
    [InlineData("rate: 100", "rate: -1", "r.yaml:8:41: sensors.PS1.txt.rate: '-1' is not a number")]
    [InlineData("[mean, std]", "[mean, sdt]", "r.yaml:9:34: sensors.CE.txt.aggregate: 'sdt' is no aggregation; did you mean 'std'?")]
    [InlineData("[mean, std]", "[{quantile: 1.5}]", "sensors.CE.txt.aggregate: 'quantile: 1.5' is no aggregation")]
    [InlineData("[mean, std]", "[{segments: 1}]", "sensors.CE.txt.aggregate: 'segments: 1' is no aggregation")]
    [InlineData("[mean, std]", "[{segments: 2.5}]", "N from 2 to 1000")]
    [InlineData("[mean, std]", "[mean, mean]", "sensors.CE.txt.column: column 'e' is made twice")]
    [InlineData("  file: profile.txt\n", "", "labels.file: missing")]
    [InlineData("{0: bad, 1: good}", "{0: bad}", "labels.columns: y: at least two classes are needed, each as VALUE: meaning")]
    [InlineData("{0: bad, 1: good}", "[0, 1]", "labels.columns: y: at least two classes are needed")]
    [InlineData("{0: bad, 1: good}", "{0: bad, 1.0: good}", "labels.columns: y: no cell can be read as '1.0'; a number is expected in its shortest form")]
    [InlineData("{0: bad, 1: good}", "{0: bad, good: 1}", "labels.columns: y: no cell can be read as 'good'")]
    [InlineData("    y: {0: bad, 1: good}\n", "", "labels.columns: missing: at least one label is needed as a target")]
    [InlineData("name: rig", "name: rig\nsettings: [y, load]", "r.yaml:2:11: settings: 'load' is no label of the recipe; allowed: y")]
    [InlineData("name: rig", "name: rig\nsettings: {y: 1}", "r.yaml:2:11: settings: a list of texts is expected, and one item is a mapping")]
    [InlineData("labels:\n  file: profile.txt\n  columns:\n    y: {0: bad, 1: good}\n", "", "r.yaml:1:1: labels: missing: at least one label is needed as a target")]
    public void Read_OneMistake_IsReportedWithItsPlace(string from, string to, string expected)
    {
        Assert.Contains(from, TestRecipes.Sensors, StringComparison.Ordinal);
        Assert.Contains(expected, TestRecipes.Problems(TestRecipes.Sensors.Replace(from, to, StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManyMistakes_AreReportedAtOnceInTheOrderOfTheFile()
    {
        const string Yaml = """
            row: cycle
            seconds: long
            sources:
              - mirror: a/b.zip
              - simulate: hydraulic-rgi
            sensors:
              PS1.txt: {unit: bar}
              CE.txt: {column: e, aggregate: middle}
            labels:
              file: profile.txt
              columns:
                y: {0: bad}
            extra: 1

            """;
        string[] problems = TestRecipes.Problems(Yaml).Split('\n');
        string[] expected =
        [
            "r.yaml:1:1: name: ", "r.yaml:2:10: seconds: ", "r.yaml:4:13: sources.mirror: ", "r.yaml:5:15: sources.simulate: ", "r.yaml:7:3: sensors: ",
            "r.yaml:7:12: sensors.PS1.txt.column: ", "r.yaml:8:34: sensors.CE.txt.aggregate: ", "r.yaml:12:5: labels.columns: ", "r.yaml:13:1: extra: ",
        ];
        Assert.Equal(expected.Length, problems.Length);
        for (int i = 0; i < expected.Length; i++) Assert.StartsWith(expected[i], problems[i], StringComparison.Ordinal);
    }

    // Which keys are known depends on the kind: a misspelt one must not make the rest look wrong.
    [Fact]
    public void Read_UnknownKind_IsTheOnlyProblem() =>
        Assert.Single(TestRecipes.Problems(TestRecipes.Table.Replace("kind: table", "kind: tabel", StringComparison.Ordinal)).Split('\n'));

    [Theory]
    [InlineData("- a\n- b\n")]
    [InlineData("text\n")]
    public void Read_NoMapping_IsRefused(string yaml) =>
        Assert.Contains("r.yaml:1:1: a mapping is expected, and this is a", TestRecipes.Problems(yaml), StringComparison.Ordinal);
}
