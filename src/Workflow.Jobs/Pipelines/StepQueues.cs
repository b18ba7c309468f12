namespace Workflow.Jobs.Pipelines;

/// <summary>Queues that steps wait in unless pipelines.yaml says another.</summary>
public static class StepQueues
{
    /// <summary>Everything that is neither of the others.</summary>
    public const string Default = "default";

    /// <summary>Training: long, and busy with every core.</summary>
    public const string Train = "train";

    /// <summary>Deployment: needs to reach the platforms.</summary>
    public const string Deploy = "deploy";
}
