namespace Workflow.Scorer.Rows;

/// <summary>Rows that come with a body of any length.</summary>
internal interface IStreamedRows : IRowReader
{
    /// <summary>Waits until something has come, or nothing will any more. What was read before is gone then.</summary>
    /// <returns>Whether something has come.</returns>
    /// <exception cref="Requests.RequestException">What comes can be no row.</exception>
    ValueTask<bool> FillAsync(CancellationToken cancellationToken);
}
