using Workflow.Scoring.Schema;

namespace Workflow.Scoring.Format.Reading;

/// <summary>Reads a class of the target.</summary>
internal static class TargetClassReader
{
    private static readonly MemberNames Members = new(["value", "meaning"]);

    /// <summary>Reads the object that stands here.</summary>
    public static TargetClass Read(ref PartReader json)
    {
        string? value = null, meaning = null;
        var members = new MemberWalk(Members);
        while (members.MoveNext(ref json))
        {
            switch (members.Name)
            {
                case "value": value = json.Text(); break;
                case "meaning": meaning = json.TextOrNull(); break;
            }
        }

        return new TargetClass(value!, meaning);
    }
}
