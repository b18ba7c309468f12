using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Learners.XGBoost.Native;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Learners.XGBoost;

public sealed class BoosterTests
{
    private static readonly FeatureMatrix Matrix = TestMatrices.Numbers(1);

    // XGBoost would answer, but by the state of another thread.
    [Fact]
    public void Calls_FromAnotherThread_AreRefused()
    {
        using DMatrix data = DMatrix.Create(Matrix);
        using var booster = new Booster(new XGBoostParameters().ToTexts(), data);
        booster.Update(0, data);
        Assert.IsType<InvalidOperationException>(OnAnotherThread(() => booster.Update(1, data)));
        Assert.IsType<InvalidOperationException>(OnAnotherThread(() => booster.PredictMargins(data, new float[Matrix.RowCount])));
        Assert.IsType<InvalidOperationException>(OnAnotherThread(() => booster.SaveJson()));
    }

    // The random generator belongs to the thread, so two boosters on it share one.
    [Fact]
    public void Update_AnotherBoosterBetweenTheRounds_ChangesNothing()
    {
        var sampled = new XGBoostParameters { Subsample = 0.7, ColsampleByTree = 0.7 };
        using DMatrix data = DMatrix.Create(Matrix);
        using var alone = new Booster(sampled.ToTexts(), data);
        for (int round = 0; round < 10; round++) alone.Update(round, data);
        using var first = new Booster(sampled.ToTexts(), data);
        using var second = new Booster((sampled with { Seed = 7 }).ToTexts(), data);
        for (int round = 0; round < 10; round++)
        {
            first.Update(round, data);
            second.Update(round, data);
        }

        Assert.Equal(alone.SaveJson(), first.SaveJson());
        Assert.NotEqual(alone.SaveJson(), second.SaveJson());
    }

    [Fact]
    public void PredictMargins_RoomForAnotherNumber_IsRefused()
    {
        using DMatrix data = DMatrix.Create(Matrix);
        using var booster = new Booster(new XGBoostParameters().ToTexts(), data);
        booster.Update(0, data);
        var refused = Assert.Throws<LearnerException>(() => booster.PredictMargins(data, new float[Matrix.RowCount + 1]));
        Assert.Contains($"{Matrix.RowCount} numbers where {Matrix.RowCount + 1}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_Twice_FreesOnce()
    {
        DMatrix data = DMatrix.Create(Matrix);
        var booster = new Booster(new XGBoostParameters().ToTexts(), data);
        booster.Dispose();
        booster.Dispose();
        data.Dispose();
        data.Dispose();
        Assert.True(data.Handle.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => booster.Update(0, data));
    }

    private static Exception? OnAnotherThread(Action action)
    {
        Exception? caught = null;
        var thread = new Thread(() => caught = Record.Exception(action));
        thread.Start();
        thread.Join();
        return caught;
    }
}
