namespace Workflow.Scoring.Maths;

/// <summary>How margins (the raw sums of a model) become outputs.</summary>
public enum Link
{
    /// <summary>The margin is the output: regression.</summary>
    Identity,

    /// <summary>One margin m, two outputs: 1 - s and s, where s = 1 / (1 + e^-m).</summary>
    Sigmoid,

    /// <summary>One margin per class; outputs e^m / sum of all e^m.</summary>
    Softmax,
}
