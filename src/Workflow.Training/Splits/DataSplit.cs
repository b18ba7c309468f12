using System.Globalization;

namespace Workflow.Training.Splits;

/// <summary>Which rows are for training and which for the test; every row is in one of them.</summary>
/// <param name="TrainName">Name of the training part.</param>
/// <param name="TestName">Name of the test part.</param>
/// <param name="Train">Training rows, ascending.</param>
/// <param name="Test">Test rows, ascending.</param>
/// <param name="Method">How the split was made, in words.</param>
/// <param name="Warning">What is doubtful about it; null where nothing is.</param>
public sealed record DataSplit(string TrainName, string TestName, int[] Train, int[] Test, string Method, string? Warning)
{
    /// <summary>The parts by name and size, and how they came about, for people.</summary>
    public string Description => string.Create(
        CultureInfo.InvariantCulture, $"{TrainName} ({Train.Length} rows) to train, {TestName} ({Test.Length} rows) to test, {Method}");
}
