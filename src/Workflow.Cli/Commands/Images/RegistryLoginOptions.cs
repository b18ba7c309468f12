using System.CommandLine;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Distribution.Authentication;
using Workflow.Jobs.Pipelines;

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

    /// <summary>What the user has given, for a registry; where that says nothing of how it is spoken to, what pipelines.yaml says.</summary>
    /// <exception cref="CliException">The options contradict each other, or the password is missing.</exception>
    /// <exception cref="Workflow.Training.Configuration.ConfigurationException">Something is wrong with pipelines.yaml.</exception>
    public RegistryOptions Read(ParseResult parsed, string registry, string pipelinesPath)
    {
        bool isInsecure = parsed.GetValue(_insecure), isHttps = parsed.GetValue(_https);
        if (isInsecure && isHttps) throw new CliException("--insecure and --https contradict each other");
        IRegistryCredentials? credentials = Credentials(parsed.GetValue(_user), parsed.GetValue(_azure));
        string? authority = parsed.GetValue(_authority);
        if (!isInsecure && !isHttps && authority is null) return RegistryOptions.Of(registry, Written(registry, pipelinesPath), credentials);
        var asked = RegistryOptions.Of(registry, new RegistryTransport { Insecure = isInsecure, Https = isHttps }, credentials);
        return new RegistryOptions { Address = asked.Address, Name = registry, Insecure = isInsecure, CertificateAuthorityFile = authority, Credentials = asked.Credentials };
    }

    private static RegistryTransport? Written(string registry, string pipelinesPath) =>
        File.Exists(pipelinesPath) ? PipelinesFile.Open(pipelinesPath).Registries.GetValueOrDefault(registry) : null;

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
