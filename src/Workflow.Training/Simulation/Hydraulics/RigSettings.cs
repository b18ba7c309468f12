using System.Runtime.InteropServices;

namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>What the rig was set to during one cycle: one line of the label file.</summary>
/// <param name="Cooler">Capacity of the cooler in percent: 3, 20 or 100.</param>
/// <param name="Valve">Switching current of the valve in percent: 100 (prompt), 90, 80 or 73 (sluggish).</param>
/// <param name="PumpLeakage">Internal leakage of the pump: 0 (none), 1 or 2 (severe).</param>
/// <param name="Accumulator">Gas pressure of the accumulators in bar: 130, 115, 100 or 90.</param>
/// <param name="IsSettling">Whether settings changed so recently that the rig may not have reached its steady state.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RigSettings(int Cooler, int Valve, int PumpLeakage, int Accumulator, bool IsSettling);
