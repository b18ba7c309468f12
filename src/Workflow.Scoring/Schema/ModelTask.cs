namespace Workflow.Scoring.Schema;

/// <summary>What a model predicts.</summary>
public enum ModelTask
{
    /// <summary>A number.</summary>
    Regression,

    /// <summary>One of two classes.</summary>
    Binary,

    /// <summary>One of three or more classes.</summary>
    Multiclass,
}
