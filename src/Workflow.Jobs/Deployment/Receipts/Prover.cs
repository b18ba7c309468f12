using Workflow.Jobs.Home;

namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>Who asks deployments: a machine and its home, not a process, which ends and begins again.</summary>
public sealed class Prover(WorkflowHome home)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = $"{Environment.MachineName}/{home.Id}";
}
