namespace Workflow.Training.Guards;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Good to know.</summary>
    Note,

    /// <summary>A person should look at it before the model is trusted.</summary>
    Warning,

    /// <summary>The run fails because of it.</summary>
    Error,
}
