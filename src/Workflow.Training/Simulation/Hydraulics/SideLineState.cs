using System.Runtime.InteropServices;

namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>What the side line with PS4 does in one cycle.</summary>
/// <param name="Pressure">Pressure that it holds throughout, in bar; exactly 0 while it is empty.</param>
/// <param name="SurgeStart">When a surge arrives in an empty line, in seconds.</param>
/// <param name="SurgePressure">Height of that surge in bar; 0 for none.</param>
/// <param name="SurgeLength">How long the surge lasts, in seconds.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SideLineState(double Pressure, double SurgeStart, double SurgePressure, double SurgeLength);
