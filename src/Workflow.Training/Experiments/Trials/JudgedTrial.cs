using Workflow.Training.Calibration;

namespace Workflow.Training.Experiments.Trials;

/// <summary>A trial that was tried on every fold, and how it did on rows that had no say in it.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Kind">How it is calibrated.</param>
/// <param name="Calibration">The calibration of the model of all rows.</param>
/// <param name="Uncalibrated">Its loss before calibration.</param>
/// <param name="Calibrated">Its margins for all rows, calibrated by a fit on other folds.</param>
/// <param name="Loss">Their loss.</param>
internal sealed record JudgedTrial(
    Trial Trial, CalibrationKind Kind, MarginCalibration Calibration, double Uncalibrated, double[] Calibrated, double Loss);
