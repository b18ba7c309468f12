namespace Workflow.Jobs.Retention;

/// <summary>How long a process lets the database keep what only tells of the past. What is known of runs besides is kept for good.</summary>
public sealed record RetentionOptions
{
    /// <summary>After this time what is no longer needed is removed, unless somebody says otherwise.</summary>
    public static readonly RetentionOptions Standard = new()
    {
        Logs = TimeSpan.FromDays(30),
        History = TimeSpan.FromDays(90),
        Predictions = TimeSpan.FromDays(400),
    };

    /// <summary>How long logs of steps are kept after their run's end; null: this process removes none.</summary>
    public TimeSpan? Logs { get; init; }

    /// <summary>How long requests, notifications and what happened to schedules are kept; null: this process removes none.</summary>
    public TimeSpan? History { get; init; }

    /// <summary>How long predictions of scorers are kept; null: this process removes none.</summary>
    public TimeSpan? Predictions { get; init; }
}
