using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;
using Workflow.Training.Experiments;
using Workflow.Training.Guards;
using Workflow.Training.Recipes;
using Workflow.Training.Validation;

namespace Workflow.Jobs.Tests.Pipelines;

public sealed class PipelineConfigReaderTests
{
    [Fact]
    public void Read_EveryKey_ArrivesWhereItBelongs()
    {
        PipelineConfig config = TestPipelines.Read(TestPipelines.Full);
        Assert.Equal(("cooling", "rig.yaml", "state", "dev"), (config.Name, config.Model!.Recipe, config.Model!.Target, config.DeployTo));
        Assert.Equal("pipelines.yaml:3:13", config.Model.RecipeLocation.ToString());
        Assert.Equal((0.3, 7L, false, false), (config.Model!.Split.TestShare, config.Model!.Split.Seed, config.Model!.Split.Stratify, config.Model!.Split.Shuffle));
        Assert.Equal(("left", "right"), (config.Model!.Split.TrainName, config.Model!.Split.TestName));
        Assert.Equal(
            new GuardsDefinition(
                new LeakageDefinition { Auc = 0.9, Mode = LeakageMode.ImportanceGated, Action = GuardAction.Drop },
                new ShiftDefinition { Auc = 0.8, Action = GuardAction.Fail },
                8)
            {
                Contamination = new ContaminationDefinition { Action = GuardAction.Fail },
            },
            config.Model!.Guards);
        Assert.Equal((12, 500L, 4, 9L), (config.Model!.Train.Trials, config.Model!.Train.Rounds, config.Model!.Train.Folds, config.Model!.Train.Seed));
        Assert.Equal(["prior", "xgboost"], config.Model!.Train.Learners);
        Assert.Equal(new GatesDefinition { MaxLogLoss = 0.5, MinF1 = 0.6, MinAccuracy = 0.7, MinMcc = -0.1, MinAuc = 0.8 }, config.Model!.Gates);
        Assert.Equal(
            [
                new EnvironmentDefinition { Name = "dev", Platform = "process", Port = 9123, Approvals = 1 },
                new EnvironmentDefinition { Name = "prod", Platform = "auto" },
            ],
            config.Environments);
        Assert.Equal([new ScheduleDefinition("nightly", "run", "0 3 * * *", "Europe/Berlin")], config.Schedules);
        Assert.Equal(StandardGraph.Steps.Select(step => step.Name), config.Steps.Select(step => step.Name));
        Assert.Equal([new ConcurrencyLimit("endpoint:cooling-dev", 1)], config.Steps[^1].Limits);
    }

    [Theory]
    [InlineData("rich", FeatureSet.Rich)]
    [InlineData("basic", FeatureSet.Basic)]
    [InlineData("", null)]
    public void Read_Features_AreThoseThatAreNamedOrTheRecipes(string value, FeatureSet? expected) =>
        Assert.Equal(expected, TestPipelines.Read(TestPipelines.Small, $"features={value}").Model!.Features);

    [Fact]
    public void Read_OnlyWhatIsNeeded_LeavesTheRestToTheDefaults()
    {
        PipelineConfig config = TestPipelines.Read(TestPipelines.Small);
        Assert.Equal(("p-train", "p-test"), (config.Model!.Split.TrainName, config.Model!.Split.TestName));
        Assert.Equal((0.25, 42L, true, true), (config.Model!.Split.TestShare, config.Model!.Split.Seed, config.Model!.Split.Stratify, config.Model!.Split.Shuffle));
        Assert.Equal((null, null), (config.Model!.Split.PublishedFile, config.Model!.Split.PublishedName));
        Assert.Equal(new GuardsDefinition(new LeakageDefinition(), new ShiftDefinition(), 42), config.Model!.Guards);
        Assert.Equal(JobsJson.Write(new ExperimentDefinition()), JobsJson.Write(config.Model!.Train));
        Assert.Equal(new GatesDefinition(), config.Model!.Gates);
        Assert.Equal([new EnvironmentDefinition { Name = "dev", Platform = "auto" }], config.Environments);
        Assert.Equal("dev", config.DeployTo);
        Assert.Empty(config.Schedules);
    }

    [Theory]
    [InlineData("recipe: rig.yaml", "reciep: rig.yaml", "pipelines.yaml:3:5: pipelines.cooling.recipe: missing")]
    [InlineData("recipe: rig.yaml", "reciep: rig.yaml", "pipelines.yaml:3:5: pipelines.cooling.reciep: unknown key; did you mean 'recipe'?")]
    [InlineData("recipe: rig.yaml", "recipe: [a]", "pipelines.yaml:3:13: pipelines.cooling.recipe: a text is expected, and this is a list")]
    [InlineData("test: 0.3", "test: 1", "pipelines.yaml:6:13: pipelines.cooling.split.test: '1' is not a number from 0.01 to 0.99")]
    [InlineData("test: 0.3", "test: nan", "pipelines.yaml:6:13: pipelines.cooling.split.test: 'nan' is not a number from 0.01 to 0.99")]
    [InlineData("test: 0.3", "test: 0,3", "pipelines.yaml:6:13: pipelines.cooling.split.test: '0,3' is not a number from 0.01 to 0.99")]
    [InlineData("seed: 7", "seed: 7.5", "pipelines.yaml:7:13: pipelines.cooling.split.seed: '7.5' is not a whole number from 0 to 2147483647")]
    [InlineData("stratify: false", "stratify: no", "pipelines.yaml:8:17: pipelines.cooling.split.stratify: 'no' is neither true nor false")]
    [InlineData("shuffle: false", "file: splits.json", "pipelines.yaml:9:13: pipelines.cooling.split.file: 'file' and 'name' belong together")]
    [InlineData("shuffle: false", "name: 3", "pipelines.cooling.split.file: 'file' and 'name' belong together")]
    [InlineData("names: {train: left", "names: {trian: left", "pipelines.yaml:10:15: pipelines.cooling.split.names.trian: unknown key; did you mean 'train'? (allowed: train, test)")]
    [InlineData("auc: 0.9,", "auc: 0.4,", "pipelines.yaml:12:22: pipelines.cooling.guards.leakage.auc: '0.4' is not a number from 0.5 to 1")]
    [InlineData("mode: importance-gated", "mode: importance", "pipelines.yaml:12:33: pipelines.cooling.guards.leakage.mode: 'importance' is unknown; allowed: exhaustive, importance-gated")]
    [InlineData("action: drop", "action: dorp", "pipelines.cooling.guards.leakage.action: 'dorp' is unknown; did you mean 'drop'? (allowed: report, drop, fail)")]
    [InlineData("action: fail", "acton: fail", "pipelines.cooling.guards.shift.acton: unknown key; did you mean 'action'? (allowed: auc, action)")]
    [InlineData("contamination: {action: fail}", "contamination: {action: drop}", "pipelines.yaml:14:31: pipelines.cooling.guards.contamination.action: 'drop' is unknown; allowed: report, fail")]
    [InlineData("trials: 12", "trials: 0", "pipelines.yaml:17:24: pipelines.cooling.train.budget.trials: '0' is not a whole number from 1 to 100000")]
    [InlineData("folds: 4", "folds: 1", "pipelines.yaml:18:14: pipelines.cooling.train.folds: '1' is not a whole number from 2 to 100")]
    [InlineData("metric: log_loss", "metric: logloss", "pipelines.yaml:19:15: pipelines.cooling.train.metric: 'logloss' is unknown; did you mean 'log_loss'? (allowed: log_loss, rmse)")]
    [InlineData("[prior, xgboost]", "[prior, xgbost]", "pipelines.yaml:21:17: pipelines.cooling.train.learners: 'xgbost' is no learner; did you mean 'xgboost'? (allowed: prior, decision-tree, logistic, ridge, extra-trees, random-forest, xgboost)")]
    [InlineData("[prior, xgboost]", "[]", "pipelines.yaml:21:17: pipelines.cooling.train.learners: at least one learner is expected")]
    [InlineData("trials: 12", "trials: 12, trial_memory: 4 GB!", "train.budget.trial_memory: '4 GB!' is no size, for example 4 GiB")]
    [InlineData("metric: log_loss", "select: [f2]", "pipelines.cooling.train.select: 'f2' is no criterion; did you mean 'f1'?")]
    [InlineData("min_f1: 0.6", "min_f1: 1.1", "pipelines.cooling.gates.min_f1: '1.1' is not a number from 0 to 1")]
    [InlineData("min_f1: 0.6", "f1: 0.6", "pipelines.cooling.gates.f1: unknown key; allowed: max_log_loss, min_f1, min_accuracy, min_mcc, min_auc")]
    [InlineData("platform: process", "platform: proces", "pipelines.yaml:24:23: pipelines.cooling.environments.dev.platform: 'proces' is unknown; did you mean 'process'? (allowed: auto, process, docker, aci, aks)")]
    [InlineData("port: 9123", "port: 65536", "pipelines.cooling.environments.dev.port: '65536' is not a whole number from 1 to 65535")]
    [InlineData("port: 9123", "predictions: {share: 0}", "pipelines.cooling.environments.dev.predictions.share: '0' is not a number from 0.0001 to 1")]
    [InlineData("port: 9123", "predictions: {shares: 1}", "pipelines.cooling.environments.dev.predictions.shares: unknown key; did you mean 'share'? (allowed: share)")]
    [InlineData("prod:", "prod: {platform: aks, predictions: {share: 1}}", "pipelines.cooling.environments.prod.predictions: scorers of this platform run elsewhere and do not reach the socket of this machine")]
    [InlineData("prod:", "prod: docker", "pipelines.yaml:25:13: pipelines.cooling.environments.prod: a mapping is expected, and this is a single value")]
    [InlineData("prod:", "../prod:", "pipelines.cooling.environments.../prod: '../prod' is no name: lower-case letters, digits and hyphens, a letter first, at most 63")]
    [InlineData("prod:", "\"\":", "'' is no name: lower-case letters")]
    [InlineData("deploy: dev", "deploy: prd", "pipelines.yaml:26:13: pipelines.cooling.deploy: a run deploys to environment 'prd', which is not declared; did you mean 'prod'? (allowed: dev, prod)")]
    [InlineData("do: run", "do: runs", "pipelines.cooling.schedules.nightly.do: 'runs' is unknown; did you mean 'run'? (allowed: run, batch)")]
    [InlineData("cron: \"0 3 * * *\", ", "", "pipelines.yaml:28:16: pipelines.cooling.schedules.nightly.cron: missing")]
    [InlineData("{do: run, cron: \"0 3 * * *\", zone: Europe/Berlin}", "\"0 3 * * *\"", "pipelines.yaml:28:16: pipelines.cooling.schedules.nightly: a mapping is expected, and this is a single value")]
    [InlineData("  cooling:", "  Cooling:", "'Cooling' is no name: lower-case letters, digits and hyphens, a letter first, at most 63")]
    [InlineData("  cooling:", "  9cooling:", "'9cooling' is no name: ")]
    [InlineData("  cooling:", "  co_oling:", "'co_oling' is no name: ")]
    [InlineData("  cooling:", "  \"\":", "'' is no name: ")]
    public void Read_OneMistake_IsReportedWithItsPlaceAndWhatIsAllowed(string from, string to, string expected)
    {
        Assert.Contains(from, TestPipelines.Full, StringComparison.Ordinal);
        string problems = string.Join('\n', TestPipelines.Problems(TestPipelines.Full.Replace(from, to, StringComparison.Ordinal)));
        Assert.Contains(expected, problems, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NamesOf63And64Letters_OnlyTheShorterIsTaken()
    {
        string Yaml(int length) => TestPipelines.Small.Replace("{p:", $"{{{new string('a', length)}:", StringComparison.Ordinal);
        Assert.Equal(63, TestPipelines.Read(Yaml(63)).Name.Length);
        Assert.Contains("at most 63", Assert.Single(TestPipelines.Problems(Yaml(64))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManyMistakes_AreReportedAtOnceInTheOrderOfTheFile()
    {
        string yaml = TestPipelines.Full
            .Replace("test: 0.3", "test: 2", StringComparison.Ordinal)
            .Replace("folds: 4", "fold: 4", StringComparison.Ordinal)
            .Replace("deploy: dev", "deploy: nowhere", StringComparison.Ordinal);
        Assert.Equal(
            ["pipelines.cooling.split.test", "pipelines.cooling.train.fold", "pipelines.cooling.deploy"],
            TestPipelines.Problems(yaml).Select(problem => problem.Path));
    }

    // A pipeline that deploys nowhere needs no environment.
    [Fact]
    public void Read_NoEnvironment_IsAMistakeOnlyWhereARunDeploys()
    {
        const string Yaml = "pipelines: {p: {recipe: r, target: t, steps: {ingest: }}}\n";
        Assert.Empty(TestPipelines.Read(Yaml).Environments);
        Assert.Equal("pipelines.p.environments", Assert.Single(TestPipelines.Problems(Yaml.Replace(", steps: {ingest: }", string.Empty, StringComparison.Ordinal))).Path);
    }
}
