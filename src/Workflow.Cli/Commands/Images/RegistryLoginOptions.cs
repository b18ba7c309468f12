using System.CommandLine;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Distribution.Authentication;

namespace Workflow.Cli.Commands.Images;

/// <summary>The options by which a command speaks to a registry. A password is never among them: command lines can be read by others.</summary>
internal sealed class RegistryLoginOptions
{
    /// <summary>Name of the variable with the password.</summary>
    public const string PasswordVariable = "WORKFLOW_REGISTRY_PASSWORD";

    private readonly Option<string?> _user = new("--user") { Description = $"User of the registry; the password comes from {PasswordVariable}", HelpName = "NAME" };
    private readonly Option<bool> _azure = new("--azure") { Description = "Log in to an Azure Container Registry by your identity" };
    private readonly Option<string?> _authority = new("--ca") { Description = "Certificates (PEM) of authorities to trust besides the system's", HelpName = "FILE" };
    private readonly Option<bool> _insecure = new("--insecure") { Description = "Speak to it in plain http, although it is not this machine" };
    private readonly Option<bool> _https = new("--https") { Description = "Speak to it by https, although it is this machine" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_user, _azure, _authority, _insecure, _https]) command.Add(option);
    }

    /// <summary>What the user has given, for a registry.</summary>
    /// <exception cref="CliException">The options contradict each other, or the password is missing.</exception>
    public RegistryOptions Read(ParseResult parsed, string registry)
    {
        var usual = RegistryOptions.Of(registry);
        bool isInsecure = parsed.GetValue(_insecure);
        if (isInsecure && parsed.GetValue(_https)) throw new CliException("--insecure and --https contradict each other");
        string scheme = isInsecure ? Uri.UriSchemeHttp : parsed.GetValue(_https) ? Uri.UriSchemeHttps : usual.Address.Scheme;
        return new RegistryOptions
        {
            Address = new UriBuilder(usual.Address) { Scheme = scheme, Port = usual.Address.IsDefaultPort ? -1 : usual.Address.Port }.Uri,
            Name = registry,
            Insecure = isInsecure,
            CertificateAuthorityFile = parsed.GetValue(_authority),
            Credentials = Credentials(parsed.GetValue(_user), parsed.GetValue(_azure)) ?? usual.Credentials,
        };
    }

    private static IRegistryCredentials? Credentials(string? user, bool isAzure)
    {
        if (user is not null && isAzure) throw new CliException("--user and --azure contradict each other");
        if (isAzure) return new AzureRegistryCredentials(new ManagementToken());
        if (user is null) return null;
        return Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } password
            ? new FixedCredentials(user, password)
            : throw new CliException($"--user needs the password in the variable {PasswordVariable}");
    }
}
