using System.Runtime.InteropServices;

namespace Workflow.Training.Simulation;

/// <summary>How far a simulation has come. A row is one cycle of one file; those of fast sensors take longer.</summary>
/// <param name="RowsDone">Rows written so far.</param>
/// <param name="RowsTotal">Rows in all files together.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SimulationProgress(long RowsDone, long RowsTotal);
