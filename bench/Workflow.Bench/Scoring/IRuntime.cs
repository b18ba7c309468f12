namespace Workflow.Bench.Scoring;

/// <summary>Something that scores the rows of a model on one thread.</summary>
internal interface IRuntime : IDisposable
{
    /// <summary>What it is.</summary>
    string Name { get; }

    /// <summary>The probability of each class of each row, row by row; of two classes that of the second one alone.</summary>
    Task<double[]> AnswersAsync();

    /// <summary>Scores for some seconds, one row a call.</summary>
    Task<Speed> SingleAsync(double seconds);

    /// <summary>Scores for some seconds, all rows a call.</summary>
    Task<Speed> BatchAsync(double seconds);
}
