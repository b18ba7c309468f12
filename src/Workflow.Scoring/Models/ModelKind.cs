namespace Workflow.Scoring.Models;

/// <summary>What follows in <c>model.bin</c>. A model holds models of smaller kinds only, so nesting has an end.</summary>
internal enum ModelKind
{
    Constant = 1,
    Linear = 2,
    Trees = 3,
    TreesWithCovers = 4,
    Forest = 5,
    Calibrated = 6,
    Ensemble = 7,
    Mixture = 8,
}
