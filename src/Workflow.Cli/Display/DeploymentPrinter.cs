using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Display;

/// <summary>Prints plans of deployments, and what came of them.</summary>
internal static class DeploymentPrinter
{
    private const int DigestBeginning = 19;

    /// <summary>Prints a plan.</summary>
    public static void Print(DeploymentPlan plan)
    {
        Terminal.Print($"{plan.Version} to {plan.Endpoint} (environment {plan.Environment}) on platform {plan.Platform}");
        Terminal.Print($"image    {plan.ManifestDigest}  (configuration {plan.ConfigDigest})");
        Terminal.Print(plan.ImageProblem is null ? "         is what was signed" : $"         would be refused: {plan.ImageProblem}");
        foreach (PlannedChange change in plan.Changes)
        {
            Terminal.Print($"{change.Action.ToString().ToLowerInvariant(),-7}  {change.Kind} {change.Name}");
            Terminal.Print($"         {change.Detail}");
        }

        foreach (string warning in plan.Warnings) Terminal.Print($"warning  {warning}");
        Terminal.Note(EndOf(plan));
    }

    /// <summary>What the same command would do without <c>--plan</c>.</summary>
    internal static string EndOf(DeploymentPlan plan)
    {
        if (plan.ImageProblem is not null) return "nothing was changed; the same command without --plan is refused";
        return plan.Changes.All(change => change.Action == PlannedAction.Keep)
            ? "nothing was changed, and the same command without --plan changes nothing: all is so already"
            : "nothing was changed; the same command without --plan does this";
    }

    /// <summary>Prints what served an endpoint.</summary>
    public static void Print(IReadOnlyList<PastDeployment> past)
    {
        if (past.Count == 0) Terminal.Print("nothing yet that is on record");
        foreach (PastDeployment deployment in past)
        {
            string until = deployment.Until is { } ended ? $"{ended:yyyy-MM-dd HH:mm:ss}" : "now";
            string why = deployment.Reason is { } reason ? $"; {reason}" : string.Empty;
            string unverified = deployment.UnverifiedReason is { } accepted ? $"; NOT VERIFIED: {accepted}" : string.Empty;
            Terminal.Print($"{deployment.Version,-24}  {deployment.ManifestDigest[..DigestBeginning]}  {deployment.Since:yyyy-MM-dd HH:mm:ss} to {until,-19}  {deployment.Platform}, run {RunNames.Of(deployment.RunId)}{why}{unverified}");
        }
    }
}
