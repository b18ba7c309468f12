namespace Workflow.Scorer.Rows;

/// <summary>A stretch of work on the processor, after which others have their turn: to give way costs about what ten rows do.</summary>
/// <param name="time">The clock.</param>
internal sealed class WorkTurn(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(2);

    private long _began = time.GetTimestamp();

    /// <summary>Whether it is time to give way. If so the next turn begins.</summary>
    public bool IsOver()
    {
        if (time.GetElapsedTime(_began) < Longest) return false;
        _began = time.GetTimestamp();
        return true;
    }
}
