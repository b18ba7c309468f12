namespace Workflow.Jobs.Images.Distribution.Authentication;

/// <summary>Finds out who logs in to a registry. It is asked again when a token has expired, or when what it gave was rejected.</summary>
public interface IRegistryCredentials
{
    /// <summary>The credentials for a registry; null where there are none, which is enough for what is public.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="http">A client that trusts what this registry's options trust, and follows no redirects.</param>
    /// <param name="cancellationToken">Cancels looking for them.</param>
    /// <exception cref="RegistryException">There ought to be some, and they cannot be had.</exception>
    Task<RegistryCredentials?> FindAsync(RegistryOptions registry, HttpClient http, CancellationToken cancellationToken);
}
