using Workflow.Scoring.Schema;

namespace Workflow.Scoring.Envelopes;

/// <summary>Checks that an envelope fits the input columns.</summary>
internal static class EnvelopeCheck
{
    /// <summary>Null, or what is wrong.</summary>
    public static string? Reason(TrainingEnvelope envelope, IReadOnlyList<InputColumn> columns)
    {
        foreach (ColumnLimits limits in envelope.Columns)
        {
            if (!IsNumber(limits.Column)) return $"the envelope has limits for column {limits.Column}, which holds no numbers";
            if (!(limits.Low <= limits.High)) return $"the envelope's limits of column '{columns[limits.Column].Name}' are none";
        }

        if (envelope.Columns.DistinctBy(limits => limits.Column).Count() != envelope.Columns.Count) return "the envelope has limits for one column twice";
        if (!(envelope.TrainingShareOutside is >= 0 and <= 1)) return "the envelope's share of training rows is none";
        return envelope.Joint is { } joint ? Joint(joint, IsNumber) : null;

        bool IsNumber(int column) => column >= 0 && column < columns.Count && columns[column].Type == ColumnType.Number;
    }

    private static string? Joint(JointLimit joint, Func<int, bool> isNumber)
    {
        int count = joint.Columns.Count;
        if (!joint.Columns.All(isNumber) || joint.Columns.Distinct().Count() != count) return "the envelope's joint limit names columns that hold no numbers, or one twice";
        if (joint.Means.Count != count || joint.Factor.Count != (long)count * (count + 1) / 2) return "the lengths of the envelope's joint limit do not fit each other";
        bool isFinite = joint.Means.All(double.IsFinite) && joint.Factor.All(double.IsFinite) && double.IsFinite(joint.Limit) && joint.Limit >= 0;
        return isFinite ? null : "the envelope's joint limit holds a number that is none";
    }
}
