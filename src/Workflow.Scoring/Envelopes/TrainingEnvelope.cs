using System.Text.Json.Serialization;
using Workflow.Scoring.Schema;

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

    /// <summary>Whether a row lies outside, and by which columns.</summary>
    /// <param name="columns">The input columns of the pipeline.</param>
    /// <param name="cells">One cell per input column.</param>
    /// <param name="outside">Receives for each input column whether it lies outside its own limits or holds a text that training never saw.</param>
    /// <returns>Whether any column lies outside, or the row beyond the joint limit.</returns>
    public bool IsOutside(IReadOnlyList<InputColumn> columns, ReadOnlySpan<double> cells, Span<bool> outside)
    {
        bool any = false;
        for (int i = 0; i < columns.Count; i++)
        {
            outside[i] = columns[i].Type == ColumnType.Category && cells[i] == InputColumn.UnseenLevel;
            any |= outside[i];
        }

        foreach (ColumnLimits limits in Columns)
        {
            // A missing value is no place: the model was told what to do with it.
            bool isOutside = cells[limits.Column] < limits.Low || cells[limits.Column] > limits.High;
            outside[limits.Column] |= isOutside;
            any |= isOutside;
        }

        return any || (Joint is { } joint && joint.Distance(cells) > joint.Limit);
    }
}
