namespace Workflow.Jobs.Deployment.Azure;

/// <summary>Where a cloud of Azure is.</summary>
/// <param name="ResourceManager">Base address of its Resource Manager.</param>
/// <param name="Audience">What tokens for the Resource Manager are issued for, without a slash at its end.</param>
/// <param name="Authority">Who issues tokens.</param>
public sealed record AzureCloud(Uri ResourceManager, string Audience, Uri Authority)
{
    /// <summary>The public cloud.</summary>
    public static AzureCloud Public { get; } =
        new(new Uri("https://management.azure.com/"), "https://management.azure.com", new Uri("https://login.microsoftonline.com/"));

    /// <summary>Scope of tokens for the Resource Manager.</summary>
    public string Scope => $"{Audience}/.default";
}
