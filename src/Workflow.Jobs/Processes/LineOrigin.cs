namespace Workflow.Jobs.Processes;

/// <summary>Where a line about a program comes from.</summary>
public enum LineOrigin
{
    /// <summary>Its standard output.</summary>
    Output,

    /// <summary>Its standard error.</summary>
    Error,

    /// <summary>Not from it: what had to be done about it.</summary>
    Note,
}
