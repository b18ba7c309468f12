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

    /// <summary>The cloud of the government of the USA.</summary>
    public static AzureCloud Government { get; } =
        new(new Uri("https://management.usgovcloudapi.net/"), "https://management.usgovcloudapi.net", new Uri("https://login.microsoftonline.us/"));

    /// <summary>The cloud in China.</summary>
    public static AzureCloud China { get; } =
        new(new Uri("https://management.chinacloudapi.cn/"), "https://management.chinacloudapi.cn", new Uri("https://login.chinacloudapi.cn/"));

    /// <summary>Scope of tokens for the Resource Manager.</summary>
    public string Scope => $"{Audience}/.default";
}
