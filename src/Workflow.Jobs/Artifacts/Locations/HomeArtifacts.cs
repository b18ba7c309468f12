namespace Workflow.Jobs.Artifacts.Locations;

/// <summary>In the state directory: for the processes of one machine.</summary>
public sealed record HomeArtifacts : ArtifactLocation
{
    /// <inheritdoc/>
    public override string ToString() => "the state directory";
}
