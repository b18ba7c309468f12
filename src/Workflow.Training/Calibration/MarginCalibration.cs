using Workflow.Scoring.Models;

namespace Workflow.Training.Calibration;

/// <summary>What is done to a model's margins so that its probabilities mean what they say.</summary>
/// <param name="Scale">What the margins are multiplied by; 1 where a curve does all.</param>
/// <param name="Curve">The curve; null without one.</param>
internal sealed record MarginCalibration(double Scale, MarginCurve? Curve)
{
    /// <summary>Leaves everything as it is.</summary>
    public static MarginCalibration None { get; } = new(1, null);

    /// <summary>The calibrated margins.</summary>
    public double[] Apply(ReadOnlySpan<double> margins)
    {
        var calibrated = new double[margins.Length];
        for (int i = 0; i < calibrated.Length; i++) calibrated[i] = Scale * (Curve?.At(margins[i]) ?? margins[i]);
        return calibrated;
    }
}
