namespace Workflow.Jobs.Deployment.Azure;

/// <summary>The subscription of environments that name none.</summary>
internal static class AzureSubscription
{
    private const string Variable = "AZURE_SUBSCRIPTION_ID";

    /// <summary>What the variable AZURE_SUBSCRIPTION_ID says.</summary>
    /// <exception cref="DeploymentException">It is not set.</exception>
    public static string Require(string environment) => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
        ? named
        : throw new DeploymentException($"environment {environment} needs subscription: ID, or the variable {Variable} (az account show --query id)");
}
