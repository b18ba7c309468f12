namespace Workflow.Scorer.Serving;

/// <summary>The request that is being answered here, for those who score and do not know who asks. There is one only where somebody wants to know it.</summary>
/// <param name="id">Its identifier.</param>
/// <param name="began">When it began, as the clock's timestamp.</param>
internal sealed class CurrentRequest(string id, long began)
{
    private static readonly AsyncLocal<CurrentRequest?> Ambient = new();

    private long _rows;

    /// <summary>The request; null where there is none.</summary>
    public static CurrentRequest? Value => Ambient.Value;

    /// <summary>Its identifier.</summary>
    public string Id => id;

    /// <summary>When it began, as the clock's timestamp.</summary>
    public long Began => began;

    /// <summary>How many rows of it have been scored.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    /// <summary>Begins a request: what is called from here on belongs to it.</summary>
    public static CurrentRequest Begin(string id, long began) => Ambient.Value = new CurrentRequest(id, began);

    /// <summary>Counts rows that are scored.</summary>
    /// <returns>The number of the first of them, from 0.</returns>
    public long Count(int rows) => Interlocked.Add(ref _rows, rows) - rows;
}
