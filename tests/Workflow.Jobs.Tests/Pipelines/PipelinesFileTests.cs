using FsCheck.Fluent;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Training.Configuration;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Tests.Pipelines;

public sealed class PipelinesFileTests
{
    [Fact]
    public void Open_NoFile_SaysWhich()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("nowhere.yaml");
        Assert.StartsWith($"{path} cannot be read: ", Assert.Throws<PipelineException>(() => PipelinesFile.Open(path)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"{folder.Path} cannot be read: ", Assert.Throws<PipelineException>(() => PipelinesFile.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "pipelines.yaml:1:1: one YAML document is expected")]
    [InlineData("defaults:\n", "pipelines.yaml:1:1: pipelines: a mapping of at least one pipeline is expected")]
    [InlineData("pipelines:\n", "pipelines.yaml:1:11: pipelines: a mapping of at least one pipeline is expected")]
    [InlineData("pipelines: {}\n", "pipelines.yaml:1:12: pipelines: a mapping of at least one pipeline is expected")]
    [InlineData("pipelines: [a]\n", "pipelines.yaml:1:12: pipelines: a mapping of at least one pipeline is expected")]
    [InlineData("pipleines: {p: }\n", "pipelines.yaml:1:1: pipleines: unknown key; did you mean 'pipelines'? (allowed: defaults, pipelines, notifications, registries)")]
    [InlineData("text\n", "pipelines.yaml:1:1: a mapping is expected, and this is a single value")]
    [InlineData("pipelines: {p: {}}\nextra: 1\n", "pipelines.yaml:2:1: extra: unknown key; allowed: defaults, pipelines, notifications, registries")]
    [InlineData("pipelines:\n  p: {recipe: a\n", "pipelines.yaml:3:1: ")]
    [InlineData("pipelines: {p: {}, p: {}}\n", "pipelines.yaml:1:20: ")]
    public void Open_NotSuchAFile_SaysWhereAndWhatIsAllowed(string yaml, string expected) =>
        Assert.Contains(expected, Assert.Throws<ConfigurationException>(() => TestPipelines.Open(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_AFile_KnowsItsNamesInOrderAndItsDirectory()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("pipelines.yaml");
        File.WriteAllText(path, "pipelines: {zeta: , alpha: }\n");
        PipelinesFile file = PipelinesFile.Open(path);
        Assert.Equal(["zeta", "alpha"], file.Names);
        Assert.Equal(folder.Path, file.Directory);
    }

    [Fact]
    public void Values_OfAPipeline_AreThoseOfTheFileByTheirKeys()
    {
        PipelinesFile file = TestPipelines.Open("defaults: &d {target: t}\npipelines:\n  p:\n    <<: *d\n    train: {budget: {trials: 7}, select: [f1, 'log_loss']}\n    split: {name: '5', seed: }\n");
        Assert.Equal(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["target"] = "t",
                ["train.budget.trials"] = "7",
                ["train.select"] = "[f1, \"log_loss\"]",
                ["split.name"] = "\"5\"",
                ["split.seed"] = string.Empty,
            },
            file.Values("p"));
        Assert.Equal(("9", "3"), (file.Values("p", "train.budget.trials=9", "split.seed=3")["train.budget.trials"], file.Values("p", "split.seed=3")["split.seed"]));
        Assert.Empty(file.Values("q"));
    }

    [Fact]
    public void Read_UnknownPipeline_NamesTheNearestAndAll()
    {
        PipelinesFile file = TestPipelines.Open("pipelines: {cooling: , pumping: }\n");
        var unknown = Assert.Throws<PipelineException>(() => file.Read("colling", []));
        Assert.Equal($"no pipeline 'colling' in {file.Path}; did you mean 'cooling'? (allowed: cooling, pumping)", unknown.Message);
    }

    // One broken pipeline must not keep another from running; a check tells of all of them.
    [Fact]
    public void ReadAll_SeveralBrokenPipelines_TellsOfEachWhereReadNeedsOnlyItsOwn()
    {
        PipelinesFile file = TestPipelines.Open("pipelines:\n  a: {recipe: r}\n  b: {recipe: r, target: t, environments: {dev: }}\n  c: {target: t, environments: {dev: }, tarin: }\n");
        Assert.Equal("b", file.Read("b", []).Name);
        var refused = Assert.Throws<ConfigurationException>(file.ReadAll);
        Assert.Equal(
            [
                "pipelines.yaml:2:6: pipelines.a.target: missing",
                "pipelines.yaml:2:6: pipelines.a.environments: a run deploys to environment 'dev', which is not declared; none are allowed here",
                "pipelines.yaml:4:6: pipelines.c.recipe: missing",
                "pipelines.yaml:4:41: pipelines.c.tarin: unknown key; did you mean 'train'? "
                    + "(allowed: recipe, target, features, split, guards, train, gates, image, environments, deploy, schedules, triggers, late-after, tags, priority, limits, steps)",
            ],
            refused.Problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public void ReadAll_GoodPipelines_ComeInTheOrderOfTheFile()
    {
        const string Yaml = "pipelines:\n  z: &z {recipe: r, target: t, environments: {dev: }}\n  a: {<<: *z, target: u}\n";
        Assert.Equal(["z t r", "a u r"], TestPipelines.Open(Yaml).ReadAll().Select(config => $"{config.Name} {config.Model!.Target} {config.Model!.Recipe}"));
    }

    // What stands under defaults counts only where a pipeline merges it.
    [Fact]
    public void Read_Defaults_CountWhereTheyAreMerged()
    {
        const string Yaml = "defaults: &d {recipe: r, target: t, train: {folds: 3}, environments: {dev: }, anything: }\npipelines:\n  p: {<<: *d, train: {seed: 5}}\n";
        Assert.Equal("unknown key", Assert.Single(TestPipelines.Problems(Yaml)).Message.Split(';')[0]);
        PipelineConfig config = TestPipelines.Read(Yaml.Replace(", anything: ", string.Empty, StringComparison.Ordinal));
        Assert.Equal(("r", "t", 5, 5), (config.Model!.Recipe, config.Model!.Target, config.Model!.Train.Seed, config.Model!.Train.Folds));
    }

    // Whatever somebody types: an answer for people, never a crash.
    [Fact]
    public void Read_AnyEditOfAGoodFile_IsReadOrRefusedInWords()
    {
        var edits = from at in Gen.Choose(0, TestPipelines.Full.Length - 1)
                    from length in Gen.Choose(0, 6)
                    from text in Gen.Elements(string.Empty, "\"\"", "[", "{", "}", ":", " ", "\n", "- ", "&a ", "*a", "\0", "ä", "-1", "1e999", "~", "!!x ", "'", "#", "<<: ")
                    select (at, length, text);
        Properties.Hold(edits, edit =>
        {
            string yaml = TestPipelines.Full.Remove(edit.at, Math.Min(edit.length, TestPipelines.Full.Length - edit.at)).Insert(edit.at, edit.text);
            try
            {
                _ = TestPipelines.Open(yaml).ReadAll();
            }
            catch (WorkflowException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        });
    }
}
