namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>What became of a second version.</summary>
public enum SecondVersionOutcome
{
    /// <summary>Its rules ended it: it got nothing any more.</summary>
    Ended,

    /// <summary>It serves alone.</summary>
    Promoted,

    /// <summary>Somebody took it away.</summary>
    Removed,
}
