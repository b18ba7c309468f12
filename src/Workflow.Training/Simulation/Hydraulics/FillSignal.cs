namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>Draws what a sensor would show in one cycle if it had no noise, in its unit, equally spaced over the cycle.</summary>
internal delegate void FillSignal(CycleState cycle, Span<double> samples);
