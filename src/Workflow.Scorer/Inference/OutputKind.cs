namespace Workflow.Scorer.Inference;

/// <summary>What an output of the Open Inference Protocol tells of a row.</summary>
internal enum OutputKind
{
    /// <summary>Its class.</summary>
    Class,

    /// <summary>One of the pipeline's outputs.</summary>
    Number,

    /// <summary>Whether it lies outside of where the training rows lay.</summary>
    IsOutside,

    /// <summary>For each input column whether it does by that column alone.</summary>
    OutsideColumns,

    /// <summary>How far from the middle of the training rows it lies, in units of the joint limit.</summary>
    Distance,
}
