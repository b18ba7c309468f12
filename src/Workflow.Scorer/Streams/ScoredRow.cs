namespace Workflow.Scorer.Streams;

/// <summary>What is answered for a row.</summary>
internal readonly ref struct ScoredRow
{
    /// <summary>The text that it came as.</summary>
    public required ReadOnlySpan<byte> Record { get; init; }

    /// <summary>One value per output column.</summary>
    public required ReadOnlySpan<double> Outputs { get; init; }

    /// <summary>One value per contribution that was asked for.</summary>
    public required ReadOnlySpan<double> Contributions { get; init; }

    /// <summary>Whether it lies outside of where the training rows lay.</summary>
    public required bool IsOutside { get; init; }

    /// <summary>One value per input column.</summary>
    public required ReadOnlySpan<double> Cells { get; init; }

    /// <summary>For each input column whether the row lies outside by it alone.</summary>
    public required ReadOnlySpan<bool> OutsideColumns { get; init; }
}
