namespace Workflow.Jobs.Retention.Garbage;

/// <summary>What is kept besides what serves, what is on hold and what is being worked on.</summary>
public sealed record GarbageOptions
{
    /// <summary>How many other versions that served an endpoint before stay, so that it can go back to them.</summary>
    public int KeepRollbacks { get; init; } = 2;

    /// <summary>How many of the newest versions of each model stay; at least 1.</summary>
    public int KeepNewest { get; init; } = 5;

    /// <summary>How long a version stays after it was registered, and the files of a run after its end.</summary>
    public TimeSpan KeepYoungerThan { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long a file stays after somebody has written it or relied on it, whatever it is: it may be about to be recorded.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Throws where a value makes no sense.</summary>
    /// <exception cref="GarbageException">One does not; the message names it.</exception>
    public void RequireSensible()
    {
        if (KeepNewest < 1) throw new GarbageException($"--keep-newest {KeepNewest}: at least the newest version of a model stays; give 1 or more");
        if (KeepRollbacks < 0) throw new GarbageException($"--keep-rollbacks {KeepRollbacks}: give 0 or more");
        if (KeepYoungerThan < TimeSpan.Zero) throw new GarbageException($"--keep-days {KeepYoungerThan.TotalDays:0}: give 0 or more");
        if (Grace < TimeSpan.Zero) throw new GarbageException("the time after which a file may be removed is negative");
    }
}
