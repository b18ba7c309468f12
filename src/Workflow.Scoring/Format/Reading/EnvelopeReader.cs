using Workflow.Scoring.Envelopes;

namespace Workflow.Scoring.Format.Reading;

/// <summary>Reads where the training rows lay.</summary>
internal static class EnvelopeReader
{
    private static readonly MemberNames Members = new(["columns", "trainingShareOutside"], "joint");
    private static readonly MemberNames ColumnMembers = new(["column", "low", "high"]);
    private static readonly MemberNames JointMembers = new(["columns", "means", "factor", "limit"]);

    /// <summary>Reads the object that stands here.</summary>
    public static TrainingEnvelope Read(ref PartReader json)
    {
        ColumnLimits[]? columns = null;
        JointLimit? joint = null;
        double trainingShareOutside = 0;
        var members = new MemberWalk(Members);
        while (members.MoveNext(ref json))
        {
            switch (members.Name)
            {
                case "columns": columns = json.List(ReadColumn); break;
                case "joint": joint = json.OrNull(ReadJoint); break;
                case "trainingShareOutside": trainingShareOutside = json.Number(); break;
            }
        }

        return new TrainingEnvelope { Columns = columns!, Joint = joint, TrainingShareOutside = trainingShareOutside };
    }

    private static ColumnLimits ReadColumn(ref PartReader json)
    {
        int column = 0;
        double low = 0, high = 0;
        var members = new MemberWalk(ColumnMembers);
        while (members.MoveNext(ref json))
        {
            switch (members.Name)
            {
                case "column": column = json.Integer(); break;
                case "low": low = json.Number(); break;
                case "high": high = json.Number(); break;
            }
        }

        return new ColumnLimits(column, low, high);
    }

    private static JointLimit ReadJoint(ref PartReader json)
    {
        int[]? columns = null;
        double[]? means = null, factor = null;
        double limit = 0;
        var members = new MemberWalk(JointMembers);
        while (members.MoveNext(ref json))
        {
            switch (members.Name)
            {
                case "columns": columns = json.Integers(); break;
                case "means": means = json.Numbers(); break;
                case "factor": factor = json.Numbers(); break;
                case "limit": limit = json.Number(); break;
            }
        }

        return new JointLimit(columns!, means!, factor!, limit);
    }
}
