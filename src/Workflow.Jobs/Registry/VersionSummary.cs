namespace Workflow.Jobs.Registry;

/// <summary>What lists of versions show.</summary>
/// <param name="Target">Label column.</param>
/// <param name="Learner">Learner of the model.</param>
/// <param name="LogLoss">Log loss on the test rows; null for regression, as the next three.</param>
/// <param name="F1Macro">Macro F1 on the test rows.</param>
/// <param name="Mcc">Matthews correlation coefficient on the test rows.</param>
/// <param name="Accuracy">Accuracy on the test rows.</param>
/// <param name="Origin">The source that served.</param>
/// <param name="Simulated">Whether the simulator made the data.</param>
/// <param name="PipelineBytes">Size of the scoring pipeline file.</param>
public sealed record VersionSummary(
    string Target,
    string Learner,
    double? LogLoss,
    double? F1Macro,
    double? Mcc,
    double? Accuracy,
    string Origin,
    bool Simulated,
    long PipelineBytes)
{
    /// <summary>Root of the mean squared error on the test rows, for regression.</summary>
    public double? Rmse { get; init; }

    /// <summary>Share of the variance of the test rows that is explained, for regression.</summary>
    public double? R2 { get; init; }
}
