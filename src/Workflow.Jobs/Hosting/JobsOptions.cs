namespace Workflow.Jobs.Hosting;

/// <summary>What the jobs of a process work with.</summary>
public sealed record JobsOptions
{
    /// <summary>Directory of all state.</summary>
    public required string HomePath { get; init; }

    /// <summary>PostgreSQL database; null for the embedded SQLite.</summary>
    public string? DatabaseAddress { get; init; }

    /// <summary>Where artifacts are, as <see cref="Artifacts.Locations.ArtifactLocation.Parse"/> reads it; null for the home's own directory.</summary>
    public string? ArtifactsAddress { get; init; }

    /// <summary>Directory of the sources of Workflow.Scorer, from which the scorer is published; null for a packaged release.</summary>
    public string? SourceRoot { get; init; }
}
