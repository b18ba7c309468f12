namespace Workflow.Training.Simulation;

/// <summary>Makes the lines of one simulated file, in any order. One thread at a time uses it.</summary>
internal interface IRowWriter
{
    /// <summary>Most bytes that one line takes.</summary>
    int MaximumRowBytes { get; }

    /// <summary>Writes a line with its line feed and returns how many bytes it took.</summary>
    int Write(int row, Span<byte> destination);
}
