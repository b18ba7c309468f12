using System.Runtime.InteropServices;

namespace Workflow.Scoring.Explanations;

/// <summary>A leaf of an explained tree.</summary>
/// <param name="Node">Index of the node within its tree.</param>
/// <param name="Row">The row of the leaf table that it answers.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ExplainedLeaf(ushort Node, int Row);
