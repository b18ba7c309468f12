using System.Text;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Reproduction;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Steps.Ingest;
using Workflow.Jobs.Steps.Train;
using Workflow.Jobs.Tests.TestData;
using Workflow.Jobs.Tests.Workers;
using Workflow.Scoring.Format;
using Workflow.Testing.Scoring;
using Workflow.Training.Errors;
using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Learners.XGBoost;

namespace Workflow.Jobs.Tests.Reproduction;

public sealed class VersionReproducerTests(PostgresServer postgres)
{
    private const string Graph = "ingest split:ingest guard:split train:guard validate:train";

    // In the order in which they are compared; what a trial took may differ.
    private static readonly string[] Deciding =
        ["ingest.dataset", "split.split", "guard.report", "train.model", "train.leaderboard", "validate.report", "validate.evaluation", "validate.pipeline"];

    private static readonly string[] Names = [.. Deciding, "ingest.report", "train.timings"];

    private static readonly PipelineDraft Pipeline = SamplePipelines.Binary();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TrainAgain_SameBytes_ComparesEveryArtifactThatDecides()
    {
        await using Bench bench = await Bench.CreateAsync(postgres);
        bench.Change("ingest.report", "train.timings");
        ReproducedVersion reproduced = await bench.TrainAgainAsync();
        Assert.Null(reproduced.FirstDifference);
        Assert.Null(reproduced.Remark);
        Assert.Equal(Deciding, Compared(reproduced));
        Assert.Empty(bench.Worker.LeftBehind());
    }

    [Theory]
    [InlineData("ingest.dataset", "ingest")]
    [InlineData("split.split", "ingest split")]
    [InlineData("guard.report", "ingest split guard")]
    [InlineData("train.model", "ingest split guard train")]
    [InlineData("train.leaderboard", "ingest split guard train")]
    [InlineData("validate.evaluation", "ingest split guard train validate")]
    [InlineData("validate.pipeline", "ingest split guard train validate")]
    public async Task TrainAgain_AnotherDigest_NamesTheArtifactAndDoesNothingBehindItsStep(string artifact, string steps)
    {
        await using Bench bench = await Bench.CreateAsync(postgres);
        bench.Change(artifact);
        ReproducedVersion reproduced = await bench.TrainAgainAsync();
        Assert.Equal(artifact, Name(reproduced.FirstDifference));
        Assert.Equal(Deciding.TakeWhile(name => name != artifact).Append(artifact), Compared(reproduced));
        Assert.All(reproduced.Artifacts.SkipLast(1), made => Assert.True(made.IsIdentical));
        Assert.Equal(steps, string.Join(' ', bench.Begun));
        Assert.NotEqual(reproduced.FirstDifference!.Recorded, reproduced.FirstDifference.Made);
    }

    [Fact]
    public async Task TrainAgain_SeveralDiffer_NamesTheFirst()
    {
        await using Bench bench = await Bench.CreateAsync(postgres);
        bench.Change("train.leaderboard", "train.model", "validate.report");
        Assert.Equal("train.model", Name((await bench.TrainAgainAsync()).FirstDifference));
    }

    // A later run may have made the same file again: what counts is the version's own.
    [Fact]
    public async Task TrainAgain_ThePipelineFile_IsComparedWithTheVersions()
    {
        await using Bench bench = await Bench.CreateAsync(postgres);
        ReproducedVersion reproduced = await bench.TrainAgainAsync(bench.Version with { PipelineSha256 = new string('f', 64) });
        Assert.Equal("validate.pipeline", Name(reproduced.FirstDifference));
        Assert.Equal(new string('f', 64), reproduced.FirstDifference!.Recorded);
    }

    [Fact]
    public async Task TrainAgain_AnArtifactThatWasNotRecorded_IsPassedOver()
    {
        await using Bench bench = await Bench.CreateAsync(postgres, "validate.evaluation");
        Assert.Equal(Deciding.Except(["validate.evaluation"]), Compared(await bench.TrainAgainAsync()));
    }

    [Fact]
    public async Task TrainAgain_ADifference_NamesTheCodeThatTrainedWhereItIsAnother()
    {
        await using Bench bench = await Bench.CreateAsync(postgres);
        bench.Change("train.leaderboard");
        Assert.Equal($"a@1 was trained by code {Pipeline.Manifest.Lineage.CodeVersion}, this is {CodeVersion.Training}", (await bench.TrainAgainAsync()).Remark);

        Lineage here = Pipeline.Manifest.Lineage with { CodeVersion = CodeVersion.Training };
        PipelineDraft same = Pipeline with { Manifest = Pipeline.Manifest with { Lineage = here } };
        string pipeline = await bench.Worker.Artifacts.PutAsync(same.ToZip().ToBytes(), Cancellation);
        Assert.Null((await bench.TrainAgainAsync(bench.Version with { PipelineSha256 = pipeline })).Remark);
    }

    [Fact]
    public async Task TrainAgain_ADifference_NamesTheLibraryThatTrainedWhereItIsAnother()
    {
        await using Bench bench = await Bench.CreateAsync(postgres, "XGBoost 0.1.2", []);
        bench.Change("train.model");
        Assert.EndsWith($"a@1 was trained with XGBoost 0.1.2, this machine has {XGBoostLearner.FindLibrary()}", (await bench.TrainAgainAsync()).Remark, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TrainAgain_AnotherSource_IsNamedWithBothDigests()
    {
        await using Bench bench = await Bench.CreateAsync(postgres);
        bench.ChangeSource("other");
        bench.Change("ingest.dataset");
        ReproducedVersion reproduced = await bench.TrainAgainAsync();
        Assert.Equal("ingest.dataset", Name(reproduced.FirstDifference));
        Assert.StartsWith(
            $"the source is another one: a@1 was trained on {Pipeline.Manifest.Lineage.SourceSha256}, mirror x.zip is other now; a@1 was trained by code", reproduced.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TrainAgain_AStepThatFailsNowOrARunThatIsGone_SaysSo()
    {
        await using Bench bench = await Bench.CreateAsync(postgres);
        bench.Failure = new WorkflowException("test", "the leak is back");
        ReproductionException failed = await Assert.ThrowsAsync<ReproductionException>(() => bench.TrainAgainAsync());
        Assert.Equal($"step guard fails now: the leak is back; a@1 was trained by code {Pipeline.Manifest.Lineage.CodeVersion}, this is {CodeVersion.Training}", failed.Message);
        ReproductionException gone = await Assert.ThrowsAsync<ReproductionException>(() => bench.TrainAgainAsync(bench.Version with { RunId = "gone" }));
        Assert.StartsWith("run gone, which made a@1, is not kept any more", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TrainAgain_AStepThatFailsNow_ComparesWhatItHasMade()
    {
        await using Bench bench = await Bench.CreateAsync(postgres);
        bench.Failure = new WorkflowException("test", "the leak is back");
        bench.Change("guard.report");
        ReproducedVersion reproduced = await bench.TrainAgainAsync();
        Assert.Equal("guard.report", Name(reproduced.FirstDifference));
        Assert.StartsWith("a@1 was trained by code", reproduced.Remark, StringComparison.Ordinal);
        bench.Remove("guard.report");
        ReproductionException failed = await Assert.ThrowsAsync<ReproductionException>(() => bench.TrainAgainAsync());
        Assert.StartsWith("step guard fails now: the leak is back", failed.Message, StringComparison.Ordinal);
    }

    private static string? Name(ReproducedArtifact? artifact) => artifact is null ? null : $"{artifact.Step}.{artifact.Output}";

    private static IEnumerable<string?> Compared(ReproducedVersion reproduced) => reproduced.Artifacts.Select(Name);

    /// <summary>A version whose steps write what the test says; by default the same as when it was made.</summary>
    private sealed class Bench : IAsyncDisposable
    {
        private readonly Dictionary<string, byte[]> _contents;
        private readonly StepCatalog _steps;

        private Bench(TestRuns runs, IEnumerable<string> artifacts)
        {
            _contents = artifacts.ToDictionary(name => name, Content, StringComparer.Ordinal);
            FakeStep[] steps = [.. Graph.Split(' ').Select(step => Create(step.Split(':')[0]))];
            _steps = new StepCatalog(steps);
            Worker = new TestWorker(runs, steps);
        }

        public TestWorker Worker { get; }

        /// <summary>What the guards find from now on.</summary>
        public WorkflowException? Failure { get; set; }

        public List<string> Begun { get; } = [];

        public ModelVersion Version { get; private set; } = null!;

        public static Task<Bench> CreateAsync(PostgresServer postgres, params string[] missing) => CreateAsync(postgres, XGBoostLearner.FindLibrary()!, missing);

        /// <summary>A version that was trained with some library.</summary>
        public static async Task<Bench> CreateAsync(PostgresServer postgres, string library, string[] missing)
        {
            var bench = new Bench(await TestRuns.CreateAsync(DatabaseEngine.Sqlite, postgres), Names.Except(missing));
            bench._contents["train.leaderboard"] = LeaderboardOf(library);
            RunRecord run = await bench.Worker.RunAsync(Graph);
            Assert.Equal(RunState.Succeeded, run.State);
            bench.Version = new ModelVersion
            {
                Model = "a",
                Number = 1,
                PipelineSha256 = run.Outputs["validate"].Find("pipeline")!,
                RunId = run.Id,
                Summary = new VersionSummary("state", "prior", 0.1, 0.2, 0.3, 0.4, "mirror x", false, 99),
                CreatedAt = bench.Worker.Runs.Clock.GetUtcNow(),
            };
            bench.Change(missing);
            return bench;
        }

        /// <summary>From now on steps write something else into these artifacts.</summary>
        public void Change(params string[] names)
        {
            foreach (string name in names) _contents[name] = [.. "changed"u8];
        }

        /// <summary>From now on another source is read.</summary>
        public void ChangeSource(string sha256) => _contents["ingest.report"] = Source(sha256);

        /// <summary>From now on its step does not make it.</summary>
        public void Remove(string name) => _contents.Remove(name);

        public async Task<ReproducedVersion> TrainAgainAsync(ModelVersion? version = null)
        {
            var reproducer = new VersionReproducer(Worker.Runs.Store, _steps, Worker.Artifacts, Worker.Home);
            return await reproducer.TrainAgainAsync(version ?? Version, new BegunSteps(Begun), Cancellation);
        }

        public ValueTask DisposeAsync() => Worker.DisposeAsync();

        private static byte[] Content(string name) => name switch
        {
            "validate.pipeline" => Pipeline.ToZip().ToBytes(),
            "train.leaderboard" => LeaderboardOf(XGBoostLearner.FindLibrary()!),
            "ingest.report" => Source(Pipeline.Manifest.Lineage.SourceSha256),
            _ => Encoding.UTF8.GetBytes(name),
        };

        private static byte[] LeaderboardOf(string library)
        {
            var trial = new LeaderboardEntry
            {
                Trial = 0,
                Learner = "xgboost",
                Library = library,
                Folds = 5,
                Parameters = new Dictionary<string, string>(StringComparer.Ordinal),
                Encoding = "Plain",
                Features = 2,
                Loss = 0.1,
                Rounds = 1,
                RoundsTrained = 5,
                WorkUnits = 1,
            };
            return JobsJson.WriteUtf8(new Leaderboard([trial], 0, "lowest loss", ["a"], null));
        }

        private static byte[] Source(string sha256) => JobsJson.WriteUtf8(new IngestReport("mirror x.zip", [], sha256, Simulated: false, 4, 2));

        private FakeStep Create(string step) => new(step, async (context, token) =>
        {
            await File.WriteAllTextAsync(Path.Combine(context.WorkDirectory, "scratch"), step, token);
            var outputs = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach ((string name, byte[] content) in _contents.Where(artifact => artifact.Key.StartsWith($"{step}.", StringComparison.Ordinal)))
            {
                outputs.Add(name[(step.Length + 1)..], await context.Artifacts.PutAsync(content, token));
            }

            return new StepResult(new StepOutputs(outputs, StepOutputs.None.Values), null) { Failure = step == "guard" ? Failure : null };
        })
        {
            Outputs = [.. _contents.Keys.Where(name => name.StartsWith($"{step}.", StringComparison.Ordinal)).Select(name => new StepOutput(step, name[(step.Length + 1)..], OutputType.File))],
        };
    }

    // Told at once: Progress<T> would tell it later, on another thread.
    private sealed class BegunSteps(List<string> begun) : IProgress<string>
    {
        public void Report(string value) => begun.Add(value);
    }
}
