using Workflow.Scoring.Records;

namespace Workflow.Scorer.Requests;

/// <summary>Kinds of contributions by the names that Driverless AI's REST scorers have for them.</summary>
internal static class ContributionKinds
{
    /// <summary>The option that names one.</summary>
    public const string Member = "requestShapleyValueType";

    /// <summary>The kind of a name; none where there is no name.</summary>
    /// <exception cref="RequestException">There is no such kind.</exception>
    public static ContributionKind Parse(string? name) => name switch
    {
        null or "NONE" => ContributionKind.None,
        "ORIGINAL" => ContributionKind.Original,
        "TRANSFORMED" => ContributionKind.Transformed,
        _ => throw new RequestException($"\"{Member}\" is \"{RecordText.Quote(name)}\"; allowed: \"NONE\", \"ORIGINAL\", \"TRANSFORMED\""),
    };
}
