namespace Workflow.Scorer.Serving;

/// <summary>The request that is being answered here, for those who score and do not know who asks. There is one only where somebody wants to know it.</summary>
/// <param name="id">Its identifier.</param>
/// <param name="began">When it began, as the clock's timestamp.</param>
/// <param name="predictionId">Of all that is predicted for it; empty where nobody writes predictions.</param>
internal sealed class CurrentRequest(string id, long began, Guid predictionId = default)
{
    private static readonly AsyncLocal<CurrentRequest?> Ambient = new();

    private long _rows;

    /// <summary>The request; null where there is none.</summary>
    public static CurrentRequest? Value => Ambient.Value;

    /// <summary>Its identifier: the caller's where it has one, who may give the same to several requests.</summary>
    public string Id => id;

    /// <summary>When it began, as the clock's timestamp.</summary>
    public long Began => began;

    /// <summary>The scorer's own identifier of all that is predicted for it, which no other request has; empty where nobody writes predictions.</summary>
    public Guid PredictionId => predictionId;

    /// <summary>How many rows of it have been scored.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    /// <summary>Begins a request: what is called from here on belongs to it.</summary>
    public static CurrentRequest Begin(string id, long began, Guid predictionId) => Ambient.Value = new CurrentRequest(id, began, predictionId);

    /// <summary>Counts rows that are scored.</summary>
    /// <returns>The number of the first of them, from 0.</returns>
    public long Count(int rows) => Interlocked.Add(ref _rows, rows) - rows;
}
