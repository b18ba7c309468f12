namespace Workflow.Jobs.Batches;

/// <summary>What is written for a row.</summary>
internal readonly ref struct ScoredRow
{
    /// <summary>The text that it came as.</summary>
    public required ReadOnlySpan<byte> Record { get; init; }

    /// <summary>One value per output column.</summary>
    public required ReadOnlySpan<double> Outputs { get; init; }

    /// <summary>Which class is predicted; -1 for regression.</summary>
    public required int Class { get; init; }

    /// <summary>One value per contribution that was asked for.</summary>
    public required ReadOnlySpan<double> Contributions { get; init; }

    /// <summary>Whether it lies outside of where the training rows lay.</summary>
    public required bool IsOutside { get; init; }

    /// <summary>Which row of the batch it is, from 1.</summary>
    public required long Number { get; init; }
}
