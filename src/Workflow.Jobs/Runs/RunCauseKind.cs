namespace Workflow.Jobs.Runs;

/// <summary>What kinds of things begin runs.</summary>
public enum RunCauseKind
{
    /// <summary>A person at the command line or the dashboard.</summary>
    Hand,

    /// <summary>A program, by REST.</summary>
    Rest,

    /// <summary>A tick of a schedule.</summary>
    Schedule,

    /// <summary>The success of another run.</summary>
    Run,

    /// <summary>A new file in a watched directory.</summary>
    File,

    /// <summary>A tick of a schedule in the past that a person asked for.</summary>
    Backfill,

    /// <summary>A person who wants a run done once more.</summary>
    Retry,

    /// <summary>A person who builds an experiment anew, with other settings.</summary>
    Rebuild,
}
