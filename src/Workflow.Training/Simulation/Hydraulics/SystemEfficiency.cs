using System.Buffers;

namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>SE: the virtual sensor of the rig's efficiency, hydraulic power at the load over electric power of the motor.</summary>
internal static class SystemEfficiency
{
    private const int StepsPerSecond = 100;
    private const double WattPerBarLitrePerMinute = 1000 / 600.0;

    /// <summary>Efficiency in percent, one sample a second.</summary>
    public static void Fill(CycleState cycle, Span<double> samples)
    {
        int steps = samples.Length * StepsPerSecond;
        double[] rented = ArrayPool<double>.Shared.Rent(3 * steps);
        Span<double> pressure = rented.AsSpan(0, steps), flow = rented.AsSpan(steps, steps), motor = rented.AsSpan(2 * steps, steps);
        LoadCircuit.FillLoadPressure(cycle, pressure);
        LoadCircuit.FillFlow(cycle, flow);
        LoadCircuit.FillMotorPower(cycle, motor);
        for (int second = 0; second < samples.Length; second++)
        {
            (double useful, double spent) = (0, 0);
            for (int i = second * StepsPerSecond; i < (second + 1) * StepsPerSecond; i++)
            {
                useful += WattPerBarLitrePerMinute * pressure[i] * flow[i];
                spent += motor[i];
            }

            samples[second] = Math.Min(100, 100 * useful / spent);
        }

        ArrayPool<double>.Shared.Return(rented);
    }
}
