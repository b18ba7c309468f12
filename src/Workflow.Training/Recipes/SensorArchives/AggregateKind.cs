namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>How the samples of one row become one number. n is the number of samples.</summary>
public enum AggregateKind
{
    /// <summary>Sum / n.</summary>
    Mean,

    /// <summary>Population standard deviation: the square root of the mean squared distance from the mean.</summary>
    StandardDeviation,

    /// <summary>Smallest sample.</summary>
    Minimum,

    /// <summary>Largest sample.</summary>
    Maximum,

    /// <summary>The middle sample, or the mean of the two in the middle.</summary>
    Median,

    /// <summary>Slope of the least-squares line, per second. 0 for a single sample.</summary>
    Slope,

    /// <summary>First sample.</summary>
    First,

    /// <summary>Last sample.</summary>
    Last,

    /// <summary>A quantile, interpolated linearly between the two nearest order statistics (Hyndman and Fan, type 7).</summary>
    Quantile,

    /// <summary>The means of equally long parts of the row, one number each.</summary>
    Segments,
}
