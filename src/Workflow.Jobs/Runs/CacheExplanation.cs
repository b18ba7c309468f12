namespace Workflow.Jobs.Runs;

/// <summary>Why a step's result was reused, or made anew.</summary>
public sealed record CacheExplanation
{
    /// <summary>The step.</summary>
    public required string Step { get; init; }

    /// <summary>The pipeline.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The run that is explained.</summary>
    public required string Run { get; init; }

    /// <summary>How the step stands in it.</summary>
    public required StepState State { get; init; }

    /// <summary>The run that it is compared with; null where there is no earlier one with that step.</summary>
    public string? Against { get; init; }

    /// <summary>What differs between the two.</summary>
    public required IReadOnlyList<FingerprintDifference> Differences { get; init; }

    /// <summary>The run that made the result which was reused; null where none was, or it was made again since.</summary>
    public string? ReusedFrom { get; init; }

    /// <summary>The explanation in a sentence.</summary>
    public required string Verdict { get; init; }
}
