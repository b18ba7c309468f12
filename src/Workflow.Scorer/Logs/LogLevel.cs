namespace Workflow.Scorer.Logs;

/// <summary>How much a line of the log matters.</summary>
internal enum LogLevel
{
    /// <summary>What happens as it should.</summary>
    Information,

    /// <summary>What the scorer can go on with, and somebody should look at.</summary>
    Warning,

    /// <summary>What must not be.</summary>
    Error,
}
