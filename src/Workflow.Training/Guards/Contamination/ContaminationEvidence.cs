namespace Workflow.Training.Guards.Contamination;

/// <summary>How far the test rows are independent of the training rows.</summary>
public sealed record ContaminationEvidence : FindingEvidence
{
    /// <summary>Share of the test rows that follow a training row in the source, or are followed by one.</summary>
    public required double AdjacentShare { get; init; }

    /// <summary>
    /// Chance that two training rows of one class that follow each other are nearer than two drawn at random: 0.5 where the order of the rows says
    /// nothing. Null where too few follow each other.
    /// </summary>
    public double? Resemblance { get; init; }

    /// <summary>Standard deviations that <see cref="Resemblance"/> lies above 0.5.</summary>
    public double? ResemblanceDeviations { get; init; }

    /// <summary>Number of blocks of contiguous rows under the same settings; null where none are known, or where they are as short as by chance.</summary>
    public int? Blocks { get; init; }

    /// <summary>Share of the test rows whose block has training rows too; null without blocks.</summary>
    public double? SharedBlockShare { get; init; }

    /// <summary>Test rows whose nearest training rows were looked for.</summary>
    public int RowsLookedAt { get; init; }

    /// <summary>Share of these whose nearest training row follows or precedes them, or is of the same block.</summary>
    public double? NearestIsNeighbour { get; init; }

    /// <summary>What that share would be if the nearest row were any row.</summary>
    public double? NearestIsNeighbourByChance { get; init; }

    /// <summary>Test rows that are equal to a training row in every column.</summary>
    public int RepeatedRows { get; init; }

    /// <summary>Whether independent rows could be equal: fewer than two columns of numbers have many different values.</summary>
    public bool MayRepeatByChance { get; init; }

    /// <summary>Share of the rows looked at that have a training row nearer than one in a thousand would by chance; null where that cannot be told.</summary>
    public double? NearRepeatedShare { get; init; }

    /// <summary>The random-split score beside the grouped one; null where nothing was found.</summary>
    public SplitScores? Scores { get; init; }
}
