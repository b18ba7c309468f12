namespace Workflow.Jobs.Deployment.Plans;

/// <summary>What a deployment does with something.</summary>
public enum PlannedAction
{
    /// <summary>It does not exist yet.</summary>
    Create,

    /// <summary>It exists and becomes another.</summary>
    Change,

    /// <summary>It exists and stays as it is.</summary>
    Keep,

    /// <summary>It exists and goes.</summary>
    Remove,
}
