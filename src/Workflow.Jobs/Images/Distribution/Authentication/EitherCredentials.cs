namespace Workflow.Jobs.Images.Distribution.Authentication;

/// <summary>The first credentials that there are.</summary>
public sealed class EitherCredentials(IRegistryCredentials first, IRegistryCredentials second) : IRegistryCredentials
{
    /// <inheritdoc/>
    public async Task<RegistryCredentials?> FindAsync(RegistryOptions registry, HttpClient http, CancellationToken cancellationToken) =>
        await first.FindAsync(registry, http, cancellationToken).ConfigureAwait(false)
        ?? await second.FindAsync(registry, http, cancellationToken).ConfigureAwait(false);
}
