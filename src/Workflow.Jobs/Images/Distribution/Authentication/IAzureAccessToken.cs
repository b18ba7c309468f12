namespace Workflow.Jobs.Images.Distribution.Authentication;

/// <summary>Gives access tokens of Azure Active Directory for the machine's or the user's identity.</summary>
public interface IAzureAccessToken
{
    /// <summary>A token that is valid now.</summary>
    Task<string> GetAsync(CancellationToken cancellationToken);
}
