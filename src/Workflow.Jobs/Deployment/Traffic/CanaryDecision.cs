namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>What becomes of a canary now.</summary>
public enum CanaryDecision
{
    /// <summary>It stays as it is.</summary>
    Wait,

    /// <summary>It goes to its next step.</summary>
    StepUp,

    /// <summary>It gets nothing any more.</summary>
    End,
}
