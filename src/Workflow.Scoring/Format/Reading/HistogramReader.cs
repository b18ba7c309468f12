using Workflow.Scoring.Schema;

namespace Workflow.Scoring.Format.Reading;

/// <summary>Reads a reference histogram.</summary>
internal static class HistogramReader
{
    private static readonly MemberNames Members = new(["edges", "counts", "missing"]);

    /// <summary>Reads the object that stands here.</summary>
    public static ReferenceHistogram Read(ref PartReader json)
    {
        double[]? edges = null;
        long[]? counts = null;
        long missing = 0;
        var members = new MemberWalk(Members);
        while (members.MoveNext(ref json))
        {
            switch (members.Name)
            {
                case "edges": edges = json.Numbers(); break;
                case "counts": counts = json.Counts(); break;
                case "missing": missing = json.Count(); break;
            }
        }

        return new ReferenceHistogram(edges!, counts!, missing);
    }
}
