namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>Makes the lines of the label file: five whole numbers each.</summary>
internal sealed class LabelRows(IReadOnlyList<CycleState> cycles) : IRowWriter
{
    private const int Labels = 5;

    /// <inheritdoc/>
    public int MaximumRowBytes => Labels * (DecimalText.MaximumBytes + 1);

    /// <inheritdoc/>
    public int Write(int row, Span<byte> destination)
    {
        (int cooler, int valve, int pump, int accumulator, bool isSettling) = cycles[row].Settings;
        int length = 0;
        foreach (int label in (ReadOnlySpan<int>)[cooler, valve, pump, accumulator, isSettling ? 1 : 0])
        {
            length += DecimalText.Write(destination[length..], (uint)label, decimals: 0);
            destination[length++] = (byte)'\t';
        }

        destination[length - 1] = (byte)'\n';
        return length;
    }
}
