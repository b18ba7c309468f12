using Workflow.Testing.Data;
using Workflow.Training.Datasets;
using Workflow.Training.Recipes;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.SensorArchives;

public sealed class SensorArchiveThreadsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_AnyNumberOfThreads_GivesTheSameBytes()
    {
        byte[] archive = await File.ReadAllBytesAsync(await HydraulicData.SimulatedArchiveAsync(Cancellation), Cancellation);
        string recipe = await File.ReadAllTextAsync(RepositoryFiles.Recipe("hydraulic.yaml"), Cancellation);
        byte[] expected = DatasetFile.Write(TestRecipes.Read(recipe, archive, "cool_cond_y", threads: 1));
        foreach (int threads in (int[])[0, 2, 5, 100]) Assert.Equal(expected, DatasetFile.Write(TestRecipes.Read(recipe, archive, "cool_cond_y", threads)));
    }

    [Fact]
    public async Task Read_Progress_GrowsToTheUnpackedSize()
    {
        byte[] archive = await File.ReadAllBytesAsync(await HydraulicData.SimulatedArchiveAsync(Cancellation), Cancellation);
        string recipe = await File.ReadAllTextAsync(RepositoryFiles.Recipe("hydraulic.yaml"), Cancellation);
        var progress = new Reports();
        TestRecipes.Read(recipe, archive, "cool_cond_y", threads: 1, progress);
        Assert.True(progress.All.Count > 18);
        Assert.Equal(progress.All.Select(report => report.BytesDone).Order(), progress.All.Select(report => report.BytesDone));
        Assert.Equal(progress.All[^1].BytesTotal, progress.All[^1].BytesDone);
        Assert.Single(progress.All.DistinctBy(report => report.BytesTotal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Read_CancelledWhileReading_Stops(int threads)
    {
        byte[] archive = await File.ReadAllBytesAsync(await HydraulicData.SimulatedArchiveAsync(Cancellation), Cancellation);
        string recipe = await File.ReadAllTextAsync(RepositoryFiles.Recipe("hydraulic.yaml"), Cancellation);
        using var stop = new CancellationTokenSource();
        var progress = new Reports { OnReport = stop.Cancel };
        Assert.ThrowsAny<OperationCanceledException>(() => TestRecipes.Read(recipe, archive, "cool_cond_y", threads, progress, stop));

        // Each thread finishes the buffer that it has begun.
        Assert.InRange(progress.All.Count, 1, 2 * threads);
    }

    [Fact]
    public void Read_OneFileIsWrong_ItsErrorIsReportedAndNotTheCancellationOfTheOthers()
    {
        string good = string.Concat(Enumerable.Repeat("1\n", 50_000));
        byte[] archive = ZipBytes.Create(("PS1.txt", good), ("CE.txt", "x\n"), ("profile.txt", good));
        for (int i = 0; i < 10; i++)
        {
            var wrong = Assert.Throws<RecipeException>(() => TestRecipes.Read(TestRecipes.Sensors, archive, threads: 3));
            Assert.Equal("CE.txt, row 1, column 1: 'x' is not a number", wrong.Message);
        }
    }

    private sealed class Reports : IProgress<ReadProgress>
    {
        private readonly Lock _lock = new();

        public List<ReadProgress> All { get; } = [];

        public Action OnReport { get; init; } = () => { };

        public void Report(ReadProgress value)
        {
            lock (_lock) All.Add(value);
            OnReport();
        }
    }
}
