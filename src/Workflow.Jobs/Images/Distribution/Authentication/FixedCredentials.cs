namespace Workflow.Jobs.Images.Distribution.Authentication;

/// <summary>Credentials that are known from the beginning; null for none.</summary>
public sealed class FixedCredentials(RegistryCredentials? credentials) : IRegistryCredentials
{
    /// <summary>A user with a password.</summary>
    public FixedCredentials(string user, string password)
        : this(RegistryCredentials.OfUser(user, password))
    {
    }

    /// <inheritdoc/>
    public Task<RegistryCredentials?> FindAsync(RegistryOptions registry, HttpClient http, CancellationToken cancellationToken) => Task.FromResult(credentials);
}
