namespace Workflow.Scoring.Format.Reading;

/// <summary>Reads what the learner was.</summary>
internal static class LearnerReader
{
    private static readonly MemberNames Members = new(["name", "library", "parameters"]);

    /// <summary>Reads the object that stands here.</summary>
    public static LearnerSummary Read(ref PartReader json)
    {
        string? name = null, library = null;
        Dictionary<string, string>? parameters = null;
        var members = new MemberWalk(Members);
        while (members.MoveNext(ref json))
        {
            switch (members.Name)
            {
                case "name": name = json.Text(); break;
                case "library": library = json.TextOrNull(); break;
                case "parameters": parameters = json.TextsByName(); break;
            }
        }

        return new LearnerSummary(name!, library, parameters!);
    }
}
