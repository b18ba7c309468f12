namespace Workflow.Jobs.Tests.Runs;

/// <summary>The ways in which a worker gives a claim back.</summary>
public enum ClaimEnd
{
    /// <summary>Success.</summary>
    Succeed,

    /// <summary>Failure.</summary>
    Fail,

    /// <summary>The step has stopped, as it was asked to.</summary>
    EndCancelled,

    /// <summary>The worker shuts down.</summary>
    Release,
}
