using Workflow.Jobs.Engine;

namespace Workflow.Jobs.Images.Attestations;

/// <summary>What the engine layer is locked to.</summary>
public sealed record EngineLock
{
    /// <summary>Digest of the layer as it is pushed, gzipped.</summary>
    public required string Digest { get; init; }

    /// <summary>Digest of the layer unpacked.</summary>
    public required string DiffId { get; init; }

    /// <summary>Digest of the scorer in it; null where an earlier release did not keep it.</summary>
    public string? ScorerSha256 { get; init; }

    /// <summary>Digest over the sources of the scorer, the SDK and the libraries.</summary>
    public required string Sources { get; init; }

    /// <summary>Version of the SDK that compiled it.</summary>
    public required string Sdk { get; init; }

    /// <summary>Version of the .NET runtime in it.</summary>
    public required string Runtime { get; init; }

    /// <summary>The NuGet packages that it was made with and of, by name.</summary>
    public required IReadOnlyList<EnginePack> Packages { get; init; }

    /// <summary>The libraries of the operating system in it, by path.</summary>
    public required IReadOnlyList<LibraryLock> Libraries { get; init; }

    /// <summary>The lock of an engine layer.</summary>
    public static EngineLock Of(EngineLayer engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return new EngineLock
        {
            Digest = $"sha256:{engine.Digest}",
            DiffId = $"sha256:{engine.DiffId}",
            ScorerSha256 = engine.ScorerSha256,
            Sources = engine.SourceHash,
            Sdk = engine.Sdk,
            Runtime = engine.Runtime,
            Packages = engine.Packs,
            Libraries = [.. engine.Libraries.Select(Of)],
        };
    }

    // The package manager's answer: libc6:amd64 2.36-9+deb12u10.
    private static LibraryLock Of(SystemLibrary library)
    {
        string[] package = library.Package?.Split(' ', 2) ?? [];
        return new LibraryLock(library.ImagePath, library.Sha256, package.FirstOrDefault(), package.ElementAtOrDefault(1));
    }
}
