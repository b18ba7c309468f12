using Workflow.Training.Simulation;

namespace Workflow.Training.Tests.Simulation;

public sealed class SimulatorsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WriteAsync_UnknownSimulator_NamesTheNearest()
    {
        var wrong = await Assert.ThrowsAsync<SimulationException>(
            () => Simulators.WriteAsync("hydraulic-rigg", Stream.Null, new SimulationOptions { Seed = 1 }, null, Cancellation));
        Assert.Contains("did you mean 'hydraulic-rig'?", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2206)]
    public async Task WriteAsync_CyclesOutOfRange_SaysWhatIsAllowed(int cycles)
    {
        var options = new SimulationOptions { Seed = 1, Cycles = cycles };
        var wrong = await Assert.ThrowsAsync<SimulationException>(
            () => Simulators.WriteAsync(SimulatedData.Simulator, Stream.Null, options, null, Cancellation));
        Assert.Contains("1 to 2205", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_NoThreads_IsRefused()
    {
        var options = new SimulationOptions { Seed = 1, Threads = 0 };
        await Assert.ThrowsAsync<SimulationException>(
            () => Simulators.WriteAsync(SimulatedData.Simulator, Stream.Null, options, null, Cancellation));
    }

    [Fact]
    public async Task WriteAsync_Progress_GrowsToTheTotal()
    {
        var progress = new ProgressLog(_ => { });
        var options = new SimulationOptions { Seed = 1, Cycles = 10 };
        await Simulators.WriteAsync(SimulatedData.Simulator, Stream.Null, options, progress, Cancellation);

        Assert.All(progress.Reports, report => Assert.Equal(18 * 10, report.RowsTotal));
        Assert.Equal(progress.Reports.Select(report => report.RowsDone).Order(), progress.Reports.Select(report => report.RowsDone));
        Assert.Equal(18 * 10, progress.Reports[^1].RowsDone);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task WriteAsync_CancelledWhileRunning_StopsWithinAFewRows(int threads)
    {
        using var stop = new CancellationTokenSource();
        var progress = new ProgressLog(_ => stop.Cancel());
        var options = new SimulationOptions { Seed = 1, NativeRates = true, Threads = threads };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Simulators.WriteAsync(SimulatedData.Simulator, Stream.Null, options, progress, stop.Token));
        Assert.InRange(progress.Reports.Single().RowsDone, 1, 4);
    }

    [Fact]
    public async Task WriteAsync_CancelledBefore_WritesNoRow()
    {
        var progress = new ProgressLog(_ => { });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Simulators.WriteAsync(
            SimulatedData.Simulator, Stream.Null, new SimulationOptions { Seed = 1 }, progress, new CancellationToken(canceled: true)));
        Assert.Empty(progress.Reports);
    }

    [Fact]
    public async Task WriteAsync_DestinationIsFull_ThrowsWhatTheDestinationThrew()
    {
        var options = new SimulationOptions { Seed = 1, NativeRates = true, Cycles = 30 };
        await using var full = new LimitedStream(capacity: 50_000);
        await Assert.ThrowsAsync<IOException>(() => Simulators.WriteAsync(SimulatedData.Simulator, full, options, null, Cancellation));
    }

    [Fact]
    public async Task WriteAsync_DestinationCannotSeek_HoldsTheSameFiles()
    {
        var options = new SimulationOptions { Seed = 1, Cycles = 5 };
        await using var pipe = new LimitedStream(capacity: int.MaxValue);
        await Simulators.WriteAsync(SimulatedData.Simulator, pipe, options, null, Cancellation);
        Assert.Equal(SimulatedData.Unpack(await SimulatedData.WriteAsync(options)), SimulatedData.Unpack(pipe.Written.ToArray()));
    }
}
