using System.Text.Json.Serialization;

namespace Workflow.Scoring.Envelopes;

/// <summary>
/// Where the training rows lay, so that an answer can say that its row lies elsewhere: limits of each number, a little wider than its training
/// range, and a joint limit for combinations that training never saw.
/// </summary>
public sealed record TrainingEnvelope
{
    /// <summary>Limits of the columns of numbers that had a value in training, in the order of the input columns.</summary>
    public required IReadOnlyList<ColumnLimits> Columns { get; init; }

    /// <summary>The joint limit; null where fewer than two columns vary, or too few rows tell how.</summary>
    public JointLimit? Joint { get; init; }

    /// <summary>Share of the training rows that lie outside by these very limits, from 0 to 1.</summary>
    [JsonRequired]
    public double TrainingShareOutside { get; init; }
}
