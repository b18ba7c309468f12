using Workflow.Scoring.Maths;

namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>
/// Draws a signal of one cycle as what a hydraulic system does after each switching: it jumps, then settles at a new level along an
/// exponential. Exact at every sample, wherever between two samples the switching happens.
/// </summary>
internal ref struct LoadCurve
{
    private readonly Span<double> _samples;
    private readonly double _step;
    private int _next;
    private double _since;
    private double _deviation;
    private double _level;
    private double _lag;

    /// <summary>Starts at rest.</summary>
    /// <param name="samples">Takes the signal, equally spaced over the cycle.</param>
    /// <param name="level">Where the signal stands at the start of the cycle.</param>
    public LoadCurve(Span<double> samples, double level)
    {
        _samples = samples;
        _step = LoadProfile.CycleSeconds / samples.Length;
        _level = level;
        _lag = 1;
    }

    /// <summary>Adds a switching. They come in the order of their times.</summary>
    /// <param name="time">When, in seconds from the start of the cycle.</param>
    /// <param name="level">Where the signal goes.</param>
    /// <param name="lag">Time constant of going there, in seconds.</param>
    /// <param name="jump">What is added to the signal at once.</param>
    public void Switch(double time, double level, double lag, double jump = 0)
    {
        FillUntil(time);
        double value = _level + (_deviation * PortableMath.Exp(-(time - _since) / _lag)) + jump;
        (_since, _level, _lag, _deviation) = (time, level, lag, value - level);
    }

    /// <summary>Draws the rest of the cycle.</summary>
    public void End() => FillUntil(LoadProfile.CycleSeconds);

    private void FillUntil(double time)
    {
        int end = Math.Min(_samples.Length, (int)Math.Ceiling(time / _step));
        double deviation = _deviation * PortableMath.Exp(-((_next * _step) - _since) / _lag);
        double decay = PortableMath.Exp(-_step / _lag);
        for (; _next < end; _next++)
        {
            _samples[_next] = _level + deviation;
            deviation *= decay;
        }
    }
}
