namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>Takes the samples of one file, row by row.</summary>
internal interface IRowSink
{
    /// <summary>Takes a sample of at most 8 characters: the common case, which must cost almost nothing.</summary>
    void AddShort(uint mantissa, int decimals);

    /// <summary>Takes any other sample.</summary>
    void Add(DecimalNumber number);

    /// <summary>Ends a row of <paramref name="samples"/> samples, at least one.</summary>
    void EndRow(int samples);
}
