using Workflow.Scorer.Requests;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Streams;

/// <summary>What the address of a request asks for: the same options as a JSON body has, under the same names.</summary>
internal sealed record StreamOptions
{
    private const string Include = "includeFieldsInOutput", NoNames = "noFieldNamesInOutput", Shapley = ContributionKinds.Member;

    /// <summary>Names of the fields that the answer gives back, in the order asked for.</summary>
    public IReadOnlyList<string> Included { get; init; } = [];

    /// <summary>Whether the answer names its fields.</summary>
    public bool HasFieldNames { get; private init; } = true;

    /// <summary>Whose contributions are asked for.</summary>
    public ContributionKind Contributions { get; private init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="RequestException">An option is not known, stands twice, or has a value that it cannot have.</exception>
    public static StreamOptions Read(IQueryCollection query)
    {
        var options = new StreamOptions();
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in query)
        {
            if (values is not [{ } value]) throw new RequestException($"in the address \"{RecordText.Quote(name)}\" stands twice");
            options = name switch
            {
                Include => options with { Included = Names(value) },
                NoNames => options with { HasFieldNames = !IsTrue(name, value) },
                Shapley => options with { Contributions = ContributionKinds.Parse(value) },
                _ => throw new RequestException($"in the address \"{RecordText.Quote(name)}\" is not known; there are: {Include}, {NoNames}, {Shapley}"),
            };
        }

        return options;
    }

    /// <summary>Refuses options in the address where nobody would look at them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="reason">Why, and where else to put them.</param>
    /// <exception cref="RequestException">There are some.</exception>
    public static void Refuse(HttpRequest request, string reason)
    {
        if (request.QueryString.HasValue && request.Query.Keys.FirstOrDefault() is { } name) throw new RequestException($"in the address \"{RecordText.Quote(name)}\" is not read: {reason}");
    }

    private static string[] Names(string value)
    {
        string[] names = value.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length > ScoreRequest.MostIncluded) throw new RequestException($"\"{Include}\" names {names.Length} fields; allowed are {ScoreRequest.MostIncluded}");
        string? twice = names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any())?.Key;
        return twice is null ? names : throw new RequestException($"in \"{Include}\" the field \"{RecordText.Quote(twice)}\" stands twice");
    }

    private static bool IsTrue(string name, string value) => value switch
    {
        "true" => true,
        "false" => false,
        _ => throw new RequestException($"\"{name}\" is \"{RecordText.Quote(value)}\"; allowed: \"true\", \"false\""),
    };
}
