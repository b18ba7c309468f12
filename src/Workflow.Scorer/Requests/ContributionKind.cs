namespace Workflow.Scorer.Requests;

/// <summary>Whose contributions a request asks for.</summary>
internal enum ContributionKind
{
    /// <summary>Nobody's.</summary>
    None,

    /// <summary>Those of the input columns.</summary>
    Original,

    /// <summary>Those of the features that the model sees.</summary>
    Transformed,
}
