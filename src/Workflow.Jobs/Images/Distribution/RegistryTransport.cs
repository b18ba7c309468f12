namespace Workflow.Jobs.Images.Distribution;

/// <summary>How a registry of a site is spoken to, where that is not as usual.</summary>
public sealed record RegistryTransport
{
    /// <summary>Whether it is spoken to in plain http, although it is not this machine.</summary>
    public bool Insecure { get; init; }

    /// <summary>Whether it is spoken to by https, although it is this machine.</summary>
    public bool Https { get; init; }

    /// <summary>Certificates (PEM) of authorities that are trusted besides the system's; null for none.</summary>
    public string? Authorities { get; init; }
}
