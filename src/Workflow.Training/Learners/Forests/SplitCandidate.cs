using System.Runtime.InteropServices;

namespace Workflow.Training.Learners.Forests;

/// <summary>One way to split a node.</summary>
/// <param name="Feature">Index of the feature.</param>
/// <param name="Threshold">Values below it go left.</param>
/// <param name="MissingGoesRight">Where missing values go.</param>
/// <param name="Purity">How pure both sides are: higher is better.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SplitCandidate(int Feature, float Threshold, bool MissingGoesRight, double Purity);
