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

    /// <summary>A PEM file with the key that signs images; null for one that the home makes and keeps.</summary>
    public string? SigningKeyFile { get; init; }

    /// <summary>Program and arguments that carry out one step in a process of its own, as <see cref="Steps.Isolation.ChildStep"/> does; null: all steps run in this process.</summary>
    public IReadOnlyList<string>? ExecStepCommand { get; init; }
}
