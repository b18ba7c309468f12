namespace Workflow.Jobs.Deployment.Aci;

/// <summary>What happens when a container ends.</summary>
public enum RestartPolicy
{
    /// <summary>It is started again.</summary>
    Always,

    /// <summary>It is started again unless it ended with exit code 0.</summary>
    OnFailure,

    /// <summary>It stays ended.</summary>
    Never,
}
