using System.Runtime.InteropServices;
using Workflow.Training.Randomness;

namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>How an instrument shows a signal, in its unit.</summary>
/// <param name="Deviation">Standard deviation of its noise.</param>
/// <param name="Memory">Correlation between neighbouring samples of the noise, from 0 up to but not including 1.</param>
/// <param name="Repeatability">Standard deviation of a shift of the whole cycle.</param>
/// <param name="StepsPerUnit">Resolution of its converter: 1 over its step; 0 where that is finer than the written digits.</param>
/// <param name="Hold">For how many samples it shows one reading.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Instrument(double Deviation, double Memory, double Repeatability, int StepsPerUnit = 0, int Hold = 1)
{
    private const double FullNoiseFrom = 1;

    // Four uniform numbers of 16 bits sum up to something close to a normal number with this standard deviation.
    private static readonly double DeviationOfSum = Math.Sqrt(4 * ((65536.0 * 65536.0) - 1) / 12);

    /// <summary>
    /// Turns a signal into readings, none of them negative. Below 1 the noise shrinks with the signal: an empty line shows exactly 0.
    /// </summary>
    public void Read(Span<double> samples, SeededRandom random)
    {
        double shift = Repeatability * random.NextNormal();
        double wander = Deviation * random.NextNormal();
        double kick = Deviation * Math.Sqrt(1 - (Memory * Memory)) / DeviationOfSum;
        for (int i = 0; i < samples.Length; i += Hold)
        {
            wander = (Memory * wander) + (kick * CentredSum(random.NextBits()));
            double noisy = samples[i] + ((shift + wander) * Math.Clamp(samples[i], 0, FullNoiseFrom));
            if (StepsPerUnit > 0) noisy = Math.Floor((noisy * StepsPerUnit) + 0.5) / StepsPerUnit;
            samples.Slice(i, Hold).Fill(Math.Max(0, noisy));
        }
    }

    private static double CentredSum(ulong bits) =>
        (int)((bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48)) - 131070;
}
