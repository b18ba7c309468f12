using Workflow.Scorer.Rows;
using Workflow.Scorer.Serving;
using Workflow.Scoring;
using Workflow.Scoring.Records;
using Workflow.Testing.Scoring;
using Workflow.Testing.Time;

namespace Workflow.Scorer.Tests.Rows;

/// <summary>Who works long gives way.</summary>
public sealed class WorkTurnTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void IsOver_AfterTwoMilliseconds_AndThenTheNextTurnBegins()
    {
        var turn = new WorkTurn(_time);
        Assert.False(turn.IsOver());
        _time.Advance(TimeSpan.FromMilliseconds(1.9));
        Assert.False(turn.IsOver());
        _time.Advance(TimeSpan.FromMilliseconds(0.2));
        Assert.True(turn.IsOver());
        Assert.False(turn.IsOver());
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(1.1, 1)]
    [InlineData(3.0, 3)]
    public async Task Check_BlocksThatTakeSoLong_GivesWaySoOften(double millisecondsPerBlock, int times)
    {
        ScoringPipeline pipeline = SamplePipelines.Graded().ToPipeline();
        var blocks = new RowBlocks(new ServedModel(pipeline, null!, new ScorerOptions()) { Time = _time }, pipeline.OutputColumns.Count);
        var turns = new CountedTurns();
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(turns);
        try
        {
            await blocks.CheckAsync(new SlowRows(_time, TimeSpan.FromMilliseconds(millisecondsPerBlock), pipeline.InputColumns.Count), CancellationToken.None).ConfigureAwait(true);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        Assert.Equal(times, turns.Count);
    }

    // Three whole blocks and a part of one.
    private sealed class SlowRows(ManualTimeProvider time, TimeSpan perBlock, int width) : IRowReader
    {
        private int _blocks;

        public int Read(Span<double> cells, List<RecordError> errors)
        {
            cells.Clear();
            time.Advance(perBlock);
            return ++_blocks <= 3 ? cells.Length / width : 1;
        }
    }

    private sealed class CountedTurns : SynchronizationContext
    {
        public int Count { get; private set; }

        public override void Post(SendOrPostCallback d, object? state)
        {
            Count++;
            SynchronizationContext? before = Current;
            SetSynchronizationContext(this);
            d(state);
            SetSynchronizationContext(before);
        }
    }
}
