namespace Workflow.Jobs.Artifacts;

/// <summary>A store from which artifacts that nobody needs can be removed while others use it.</summary>
public interface ISweptArtifacts
{
    /// <summary>Every artifact that is there.</summary>
    IEnumerable<StoredArtifact> List();

    /// <summary>Removes an artifact that nobody has put or asked for since a moment.</summary>
    /// <returns>Whether it is gone.</returns>
    bool TryRemove(string digest, DateTimeOffset untouchedSince);
}
