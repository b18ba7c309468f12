using Workflow.Scoring.Features;

namespace Workflow.Scoring.Format.Reading;

/// <summary>Reads a feature.</summary>
internal static class FeatureStepReader
{
    private static readonly MemberNames Members = new(["name", "kind", "column"], "level", "scale", "curve");
    private static readonly MemberNames CurveMembers = new(["x", "y"]);
    private static readonly string[] Kinds =
    [
        nameof(FeatureKind.Number), nameof(FeatureKind.Indicator), nameof(FeatureKind.Ordinal), nameof(FeatureKind.Logarithm),
        nameof(FeatureKind.NormalScore),
    ];

    /// <summary>Reads the object that stands here.</summary>
    public static FeatureStep Read(ref PartReader json)
    {
        string? name = null, column = null, level = null;
        FeatureKind kind = default;
        double? scale = null;
        FeatureCurve? curve = null;
        var members = new MemberWalk(Members);
        while (members.MoveNext(ref json))
        {
            switch (members.Name)
            {
                case "name": name = json.Text(); break;
                case "kind": kind = (FeatureKind)json.NameOf(Kinds); break;
                case "column": column = json.Text(); break;
                case "level": level = json.TextOrNull(); break;
                case "scale": scale = json.NumberOrNull(); break;
                case "curve": curve = json.OrNull(ReadCurve); break;
            }
        }

        return new FeatureStep(name!, kind, column!, level) { Scale = scale, Curve = curve };
    }

    private static FeatureCurve ReadCurve(ref PartReader json)
    {
        double[]? x = null, y = null;
        var members = new MemberWalk(CurveMembers);
        while (members.MoveNext(ref json))
        {
            switch (members.Name)
            {
                case "x": x = json.Numbers(); break;
                case "y": y = json.Numbers(); break;
            }
        }

        return new FeatureCurve(x!, y!);
    }
}
