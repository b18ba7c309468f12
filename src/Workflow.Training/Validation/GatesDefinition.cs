namespace Workflow.Training.Validation;

/// <summary>What a model must reach on the test rows before it becomes a version; null means no such gate.</summary>
public sealed record GatesDefinition
{
    /// <summary>Highest log loss.</summary>
    public double? MaxLogLoss { get; init; }

    /// <summary>Lowest macro F1.</summary>
    public double? MinF1 { get; init; }

    /// <summary>Lowest accuracy.</summary>
    public double? MinAccuracy { get; init; }

    /// <summary>Lowest Matthews correlation coefficient.</summary>
    public double? MinMcc { get; init; }

    /// <summary>Lowest macro AUC.</summary>
    public double? MinAuc { get; init; }

    /// <summary>Highest root of the mean squared error, for regression.</summary>
    public double? MaxRmse { get; init; }

    /// <summary>Lowest share of the variance that is explained, for regression.</summary>
    public double? MinR2 { get; init; }
}
