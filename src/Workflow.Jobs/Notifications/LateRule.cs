namespace Workflow.Jobs.Notifications;

/// <summary>When a run is late, in SQL over a run <c>r</c> and its pipeline's <c>late_after l</c>.</summary>
internal static class LateRule
{
    /// <summary>
    /// The moment from which it is, in milliseconds since 1970. Runs that a person asks for after their time, by a backfill or a retry, count
    /// from their creation: they would all be late when they begin.
    /// </summary>
    public const string LateAt =
        "CASE WHEN r.logical_at IS NULL OR r.cause_kind IN ('backfill', 'retry') THEN r.created_at ELSE r.logical_at END + l.milliseconds";
}
