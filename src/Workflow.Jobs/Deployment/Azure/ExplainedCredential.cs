using Azure.Core;
using Azure.Identity;

namespace Workflow.Jobs.Deployment.Azure;

/// <summary>A credential whose failures are told in plain words.</summary>
internal sealed class ExplainedCredential(TokenCredential credential) : TokenCredential
{
    private const string NextStep =
        "Run az login, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET (or AZURE_CLIENT_CERTIFICATE_PATH),"
        + " or run where a managed or workload identity is assigned.";

    /// <inheritdoc/>
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        try
        {
            return credential.GetToken(requestContext, cancellationToken);
        }
        catch (AuthenticationFailedException failure)
        {
            throw Explain(failure);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        try
        {
            return await credential.GetTokenAsync(requestContext, cancellationToken).ConfigureAwait(false);
        }
        catch (AuthenticationFailedException failure)
        {
            throw Explain(failure);
        }
    }

    // Without the SDK's exception: it quotes the answers of programs and servers at length.
    private static AzureException Explain(AuthenticationFailedException failure) => failure switch
    {
        CredentialUnavailableException => new AzureException(
            $"no credential for Azure was found: the environment, a workload identity, a managed identity and the Azure CLI were asked in this order. {NextStep}"),
        _ when CodeOf(failure.Message) is { } code => new AzureException($"Azure refuses the credential ({code}): {Meaning(code)}"),
        _ => new AzureException($"the credential for Azure could not be used: {failure.Message.Split('\n')[0].Trim().TrimEnd('.')}. {NextStep}"),
    };

    private static string Meaning(string code) => code switch
    {
        "AADSTS7000215" => "the client secret is wrong. AZURE_CLIENT_SECRET takes the value of a secret, not its id.",
        "AADSTS7000222" => "the client secret has expired. Make a new one and set AZURE_CLIENT_SECRET.",
        "AADSTS700016" => "the application is not known in the tenant. Check AZURE_CLIENT_ID and AZURE_TENANT_ID.",
        "AADSTS90002" => "the tenant is not known. Check AZURE_TENANT_ID.",
        "AADSTS50076" or "AADSTS50079" or "AADSTS50173" or "AADSTS700082" => "the sign-in has run out or needs a second factor. Run az login again.",
        "AADSTS700211" or "AADSTS700212" or "AADSTS700213" or "AADSTS70021" =>
            "no federated credential of the identity fits this workload. Check its issuer, subject and audience.",
        _ => $"look the code up in Microsoft Entra's list of errors. {NextStep}",
    };

    private static string? CodeOf(string message)
    {
        int start = message.IndexOf("AADSTS", StringComparison.Ordinal);
        if (start < 0) return null;
        int end = start + "AADSTS".Length;
        while (end < message.Length && char.IsAsciiDigit(message[end])) end++;
        return message[start..end];
    }
}
