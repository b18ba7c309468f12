using Workflow.Training.Datasets;
using Workflow.Training.Experiments;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments;

/// <summary>A search that is cancelled in the middle of a fit does not wait for its end.</summary>
public sealed class CancelledSearchTests
{
    private const int Rows = 20_000;
    private const int Columns = 40;

    private static readonly Dataset Large = TestDatasets.Numbers(new SeededRandom(1), Rows, Columns, 8);

    // The baseline is done at once and cancels the search as soon as the other fit has begun, which would take much longer.
    [Theory]
    [InlineData("decision-tree")]
    [InlineData("extra-trees")]
    [InlineData("random-forest")]
    [InlineData("xgboost")]
    [InlineData("logistic")]
    public async Task Run_CancelledDuringAFit_DoesNotFinishIt(string learner)
    {
        using var stop = new CancellationTokenSource();
        using var clock = new FitClock(threads: 2);
        var reports = new CancellingProgress(stop, clock);
        var definition = new ExperimentDefinition { Trials = 2, Learners = ["prior", learner], Folds = 2 };
        var experiment = new Experiment(definition, TestMatrices.SearchPlan(Large), [.. Enumerable.Range(0, Rows)], clock);
        Task search = Task.Factory.StartNew(() => experiment.Run(2, reports, stop.Token), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search.WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken));
        Assert.Equal(1, reports.Count);
    }

    // Every fit looks at the clock when it begins.
    private sealed class FitClock(int threads) : TimeProvider, IDisposable
    {
        private readonly HashSet<int> _seen = [];
        private readonly ManualResetEventSlim _allHaveBegun = new();

        public override long GetTimestamp()
        {
            lock (_seen)
            {
                _seen.Add(Environment.CurrentManagedThreadId);
                if (_seen.Count == threads) _allHaveBegun.Set();
            }

            return base.GetTimestamp();
        }

        public void WaitUntilBegun() => _allHaveBegun.Wait(TestContext.Current.CancellationToken);

        public void Dispose() => _allHaveBegun.Dispose();
    }

    private sealed class CancellingProgress(CancellationTokenSource stop, FitClock clock) : IProgress<ExperimentProgress>
    {
        private int _count;

        public int Count => _count;

        public void Report(ExperimentProgress value)
        {
            if (Interlocked.Increment(ref _count) > 1) return;
            clock.WaitUntilBegun();
            stop.Cancel();
        }
    }
}
