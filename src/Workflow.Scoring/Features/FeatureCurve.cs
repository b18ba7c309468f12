namespace Workflow.Scoring.Features;

/// <summary>A piecewise linear curve: linear between its knots, constant beyond the first and the last.</summary>
/// <param name="X">Where the knots are; finite, strictly ascending, at least one.</param>
/// <param name="Y">The curve's height at each knot; finite.</param>
public sealed record FeatureCurve(IReadOnlyList<double> X, IReadOnlyList<double> Y);
