using System.Globalization;
using System.Text;
using Dapper;
using Workflow.Jobs.Home;
using Workflow.Jobs.Predictions;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Testing.Predictions;

namespace Workflow.Jobs.Tests.Predictions;

public sealed class PredictionStoreTests(PostgresServer postgres)
{
    private static readonly PredictionFilter Any = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task AddAsync_SameLinesAgain_ChangesNothing(DatabaseEngine engine)
    {
        await using TestDatabase database = await CreateAsync(engine);
        var store = new PredictionStore(database.Database);
        string request = ScoredLines.Request();
        Assert.Equal(1, await AddAsync(store, "a-dev", ScoredLines.Line(request, 0)));
        Assert.Equal(2, await AddAsync(store, "a-dev", ScoredLines.Line(request, 0, decision: "another"), ScoredLines.Line(request, 1), ScoredLines.Line(request, 2)));
        Assert.Equal(0, await AddAsync(store, "b-dev", ScoredLines.Line(request, 2)));

        StoredPrediction first = (await store.FindAsync(new PredictionId(request, 0), Cancel))!;
        Assert.Equal((ScoredLines.Line(request, 0), "a-dev", null, ScoredLines.Start, ScoredLines.Sha256), (first.Record, first.Endpoint, first.Version, first.ScoredAt, first.PipelineSha256));
        Assert.Equal("a-dev", (await store.FindAsync(new PredictionId(request, 2), Cancel))!.Endpoint);
        Assert.Null(await store.FindAsync(new PredictionId(request, 3), Cancel));
    }

    [Theory, OnEveryEngine]
    public async Task AddAsync_TwoOfTheSameAtOnce_StoreEachOnce(DatabaseEngine engine)
    {
        const int Rows = 450;
        await using TestDatabase database = await CreateAsync(engine);
        var store = new PredictionStore(database.Database);
        string request = ScoredLines.Request();
        string[] lines = [.. Enumerable.Range(0, Rows).Select(row => ScoredLines.Line(request, row))];
        string[] backwards = [.. lines.Reverse()];
        int[] added = await Task.WhenAll(Task.Run(() => AddAsync(store, "a-dev", lines), Cancel), Task.Run(() => AddAsync(store, "a-dev", backwards), Cancel));
        Assert.Equal(Rows, added.Sum());
    }

    // Rows by their numbers (10 behind 2), requests of the same moment by their identifiers, moments first.
    [Theory, OnEveryEngine]
    public async Task ListAsync_PageByPage_IsEverythingOnceTheNewestFirst(DatabaseEngine engine)
    {
        await using TestDatabase database = await CreateAsync(engine);
        var store = new PredictionStore(database.Database);
        string[] requests = [ScoredLines.Request(0), ScoredLines.Request(0), ScoredLines.Request(9)];
        Array.Sort(requests, 0, 2, StringComparer.Ordinal);
        foreach (string request in (string[])[requests[1], requests[0]]) await AddAsync(store, "a-dev", [.. Enumerable.Range(0, 12).Select(row => ScoredLines.Line(request, row))]);

        // Its request began later, and it was made earlier.
        await AddAsync(store, "a-dev", ScoredLines.Line(requests[2], 0, seconds: -1), ScoredLines.Line(requests[2], 1, seconds: 10));

        var seen = new List<string>();
        for (PredictionId? before = null; ;)
        {
            IReadOnlyList<StoredPrediction> page = await store.ListAsync(Projects.Default, Any, 5, before, Cancel);
            seen.AddRange(page.Select(prediction => prediction.Id.ToString()));
            if (page.Count < 5) break;
            before = page[^1].Id;
        }

        string[] Backwards(string request) => [.. Enumerable.Range(0, 12).Reverse().Select(row => string.Create(CultureInfo.InvariantCulture, $"{request}/{row}"))];
        Assert.Equal([$"{requests[2]}/1", .. Backwards(requests[1]), .. Backwards(requests[0]), $"{requests[2]}/0"], seen);
    }

    [Theory, OnEveryEngine]
    public async Task ListAsync_BehindOneThatIsGone_GoesOnAtItsTime(DatabaseEngine engine)
    {
        await using TestDatabase database = await CreateAsync(engine);
        var store = new PredictionStore(database.Database);
        string old = ScoredLines.Request(0), young = ScoredLines.Request(20);
        await AddAsync(store, "a-dev", ScoredLines.Line(old, 0), ScoredLines.Line(young, 0, seconds: 20));
        Assert.Equal(old, Assert.Single(await store.ListAsync(Projects.Default, Any, 9, new PredictionId(ScoredLines.Request(10), 0), Cancel)).Id.Request);
    }

    [Theory, OnEveryEngine]
    public async Task ListAsync_WithAFilter_IsWhatItMeans(DatabaseEngine engine)
    {
        string other = new('b', 64);
        await using TestDatabase database = await CreateAsync(engine);
        var store = new PredictionStore(database.Database);
        string request = ScoredLines.Request();
        await AddAsync(store, "a-dev", [.. Enumerable.Range(0, 4).Select(row => ScoredLines.Line(request, row, seconds: row, sha256: row % 2 == 0 ? null : other))]);
        await AddAsync(store, "b-dev", ScoredLines.Line(request, 4, seconds: 4));
        DateTimeOffset at = ScoredLines.Start;

        Assert.Equal("3 2 1 0", await RowsAsync(new PredictionFilter { Endpoint = "a-dev" }));
        Assert.Equal("4 2 0", await RowsAsync(new PredictionFilter { PipelineSha256 = ScoredLines.Sha256 }));
        Assert.Equal("2 0", await RowsAsync(new PredictionFilter { Endpoint = "a-dev", PipelineSha256 = ScoredLines.Sha256 }));
        Assert.Equal("3 2 1", await RowsAsync(new PredictionFilter { Since = at.AddSeconds(1), Until = at.AddSeconds(4) }));
        Assert.Equal(string.Empty, await RowsAsync(new PredictionFilter { Endpoint = "nobody" }));
        Assert.Empty(await store.ListAsync("another project", Any, 9, null, Cancel));

        async Task<string> RowsAsync(PredictionFilter filter) =>
            string.Join(' ', (await store.ListAsync(Projects.Default, filter, 9, null, Cancel)).Select(prediction => prediction.Id.Row));
    }

    [Theory, OnEveryEngine]
    public async Task FindAsync_VersionWithThatFile_IsNamed(DatabaseEngine engine)
    {
        await using TestDatabase database = await CreateAsync(engine);
        var store = new PredictionStore(database.Database);
        string request = ScoredLines.Request();
        await AddAsync(store, "a-dev", ScoredLines.Line(request, 0));
        await database.Database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(
                """
                INSERT INTO model_version (project, model, number, pipeline_sha256, summary, created_at)
                VALUES ('default', 'later', 1, @Sha256, '{}', 2), ('default', 'rig', 7, @Sha256, '{}', 1), ('another', 'x', 1, @Sha256, '{}', 0)
                """,
                new { ScoredLines.Sha256 }),
            Cancel);
        Assert.Equal("rig@7", (await store.FindAsync(new PredictionId(request, 0), Cancel))!.Version);
    }

    [Fact]
    public async Task Intake_AnswersToProofs_AreNotKept()
    {
        using var folder = new TemporaryFolder();
        var marks = new ProofMarks(new WorkflowHome(folder.Path));
        await using TestDatabase database = await CreateAsync(DatabaseEngine.Sqlite);
        var store = new PredictionStore(database.Database);
        string proof = ScoredLines.Request(), other = ScoredLines.Request();
        string lines = ScoredLines.Line(proof, 0).Replace("caller's", marks.Next(), StringComparison.Ordinal) + "\n" + ScoredLines.Line(other, 0).Replace("caller's", $"proof-{new string('0', 32)}-{new string('0', 32)}", StringComparison.Ordinal);
        await new PredictionIntake(store, marks).StoreAsync("a-dev", Bytes(lines), Cancel);
        Assert.Null(await store.FindAsync(new PredictionId(proof, 0), Cancel));
        Assert.NotNull(await store.FindAsync(new PredictionId(other, 0), Cancel));
    }

    [Theory, OnEveryEngine]
    public async Task Intake_ManyLines_AreStoredInBatchesUpToTheWrongOne(DatabaseEngine engine)
    {
        const int Rows = 1_234;
        await using TestDatabase database = await CreateAsync(engine);
        var unreliable = new UnreliableDatabase(database.Database);
        var store = new PredictionStore(unreliable);
        using var folder = new TemporaryFolder();
        var intake = new PredictionIntake(store, new ProofMarks(new WorkflowHome(folder.Path)));
        string request = ScoredLines.Request();
        var refused = await Assert.ThrowsAsync<PredictionException>(() => intake.StoreAsync("a-dev", Bytes(ScoredLines.Lines(request, Rows) + "{}\n" + ScoredLines.Line(request, Rows)), Cancel));
        Assert.Equal($"line {Rows + 1}: event is missing", refused.Message);
        Assert.Equal(3, unreliable.Writes);
        Assert.NotNull(await store.FindAsync(new PredictionId(request, Rows - 1), Cancel));
        Assert.Null(await store.FindAsync(new PredictionId(request, Rows), Cancel));

        unreliable.IsAway = true;
        await Assert.ThrowsAsync<StorageException>(() => intake.StoreAsync("a-dev", Bytes(ScoredLines.Lines(request, 1)), Cancel));
    }

    [Theory, OnEveryEngine]
    public async Task Retention_OldPredictions_AreDeletedAndYoungOnesStay(DatabaseEngine engine)
    {
        const int Old = 2_100;
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        var store = new PredictionStore(runs.Reliability);
        string old = ScoredLines.Request(), young = ScoredLines.Request(1);
        await AddAsync(store, "a-dev", [.. Enumerable.Range(0, Old).Select(row => ScoredLines.Line(old, row)), ScoredLines.Line(young, 0, seconds: 1)]);
        runs.Clock.Advance(ScoredLines.Start.AddDays(400).AddMilliseconds(1) - runs.Clock.GetUtcNow());

        var retention = new PredictionRetention(runs.Reliability, runs.Clock, TimeSpan.FromDays(400));
        Assert.Equal(Old, await retention.SweepAsync(Cancel));
        Assert.Equal(0, await retention.SweepAsync(Cancel));
        Assert.Equal(young, Assert.Single(await store.ListAsync(Projects.Default, Any, 9, null, Cancel)).Id.Request);
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task<int> AddAsync(PredictionStore store, string endpoint, params string[] lines)
    {
        var read = new List<ReceivedPrediction>();
        await foreach (ReceivedPrediction prediction in PredictionLines.ReadAsync(Bytes(string.Join('\n', lines)), Cancel)) read.Add(prediction);
        return await store.AddAsync(Projects.Default, endpoint, read, Cancel);
    }

    private Task<TestDatabase> CreateAsync(DatabaseEngine engine) => TestDatabase.CreateAsync(engine, postgres, Cancel);
}
