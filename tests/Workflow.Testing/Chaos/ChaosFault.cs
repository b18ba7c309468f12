namespace Workflow.Testing.Chaos;

/// <summary>What may happen to workers and their database.</summary>
public enum ChaosFault
{
    /// <summary>kill -9 of a worker, and a new one.</summary>
    Kill,

    /// <summary>SIGTERM to a worker, and a new one.</summary>
    Terminate,

    /// <summary>SIGSTOP for longer than its leases, then SIGCONT: it wakes up and believes that its steps are its own.</summary>
    Freeze,

    /// <summary>The database is killed and started again.</summary>
    KillDatabase,

    /// <summary>The database is killed, and away for longer than the leases.</summary>
    LoseDatabase,

    /// <summary>Every connection to the database is cut.</summary>
    CutConnections,
}
