using System.Runtime.InteropServices;

namespace Workflow.Scoring.Records;

/// <summary>How far a record that has not come to its end yet was looked at: what follows is looked at alone.</summary>
/// <param name="At">How many of its bytes were looked at.</param>
/// <param name="Part">What the next byte belongs to, in a dialect that has cells.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RecordScan(int At, CellPart Part);
