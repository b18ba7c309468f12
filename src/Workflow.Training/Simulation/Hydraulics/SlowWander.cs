using Workflow.Training.Randomness;

namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>
/// A quantity that wanders around 0 so slowly that neighbouring values are alike: a first-order autoregression.
/// </summary>
internal sealed class SlowWander
{
    private readonly SeededRandom _random;
    private readonly double _memory;
    private readonly double _kick;
    private double _value;

    /// <summary>Starts somewhere in the quantity's usual range.</summary>
    /// <param name="random">Where its steps come from.</param>
    /// <param name="deviation">Standard deviation of its values.</param>
    /// <param name="steps">How many steps it takes to forget where it was.</param>
    public SlowWander(SeededRandom random, double deviation, double steps)
    {
        _random = random;
        _memory = 1 - (1 / steps);
        _kick = deviation * Math.Sqrt(1 - (_memory * _memory));
        _value = deviation * random.NextNormal();
    }

    /// <summary>The next value.</summary>
    public double Next() => _value = (_memory * _value) + (_kick * _random.NextNormal());
}
