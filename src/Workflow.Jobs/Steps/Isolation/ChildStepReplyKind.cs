namespace Workflow.Jobs.Steps.Isolation;

/// <summary>Kinds of replies.</summary>
internal enum ChildStepReplyKind
{
    /// <summary>How far it has come.</summary>
    Progress,

    /// <summary>A line of log.</summary>
    Log,

    /// <summary>How it ended; the last one.</summary>
    Result,
}
