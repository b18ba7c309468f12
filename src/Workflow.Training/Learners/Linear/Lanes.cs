using System.Runtime.Intrinsics;

namespace Workflow.Training.Learners.Linear;

/// <summary>Arithmetic on several numbers at a time, each as if it were alone: the bits are those of a plain loop, on every processor.</summary>
internal static class Lanes
{
    /// <summary>Numbers in a register.</summary>
    public const int Count = 4;

    /// <summary>Adds multiples of some numbers to others, one by one.</summary>
    public static void AddScaled(Span<double> sums, double scale, ReadOnlySpan<double> values)
    {
        Vector256<double> scales = Vector256.Create(scale);
        int i = 0;
        for (; i <= sums.Length - Count; i += Count)
        {
            (Vector256.Create<double>(sums[i..]) + (scales * Vector256.Create(values[i..]))).CopyTo(sums[i..]);
        }

        for (; i < sums.Length; i++) sums[i] += scale * values[i];
    }
}
