namespace Workflow.Training.Calibration;

/// <summary>How a model's probabilities are calibrated.</summary>
public enum CalibrationKind
{
    /// <summary>Not at all: numbers, not probabilities, are predicted.</summary>
    None,

    /// <summary>All margins are multiplied by one number.</summary>
    Temperature,

    /// <summary>A non-decreasing curve from margin to margin; for two classes and enough rows.</summary>
    Isotonic,
}
