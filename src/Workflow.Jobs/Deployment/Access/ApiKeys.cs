using System.Globalization;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Texts;

namespace Workflow.Jobs.Deployment.Access;

/// <summary>The API keys of which callers of a scorer have to show one, for the moment in which they are handed on or shown. They write themselves nowhere.</summary>
public sealed class ApiKeys
{
    /// <summary>The variable in which scorers are handed their keys.</summary>
    public const string Variable = "SCORER_API_KEYS";

    private ApiKeys(IReadOnlyList<SecretText> all, HandedKeys? handed) => (All, Handed) = (all, handed);

    /// <summary>None: everybody who reaches the scorer is answered.</summary>
    public static ApiKeys None { get; } = new([], null);

    /// <summary>The keys, in the order in which they stand.</summary>
    internal IReadOnlyList<SecretText> All { get; }

    /// <summary>What a record may tell of them; null for none.</summary>
    public HandedKeys? Handed { get; }

    /// <summary>Whether there are any.</summary>
    public bool AreAsked => All.Count > 0;

    /// <summary>All of them, as a scorer takes them from its environment.</summary>
    internal SecretText ForScorer => new(string.Join(',', All.Select(key => key.Reveal())));

    /// <summary>The scorer's variables: the one with the keys, or none.</summary>
    internal IReadOnlyDictionary<string, SecretText> Variables => AreAsked
        ? new Dictionary<string, SecretText>(StringComparer.Ordinal) { [Variable] = ForScorer }
        : new Dictionary<string, SecretText>(StringComparer.Ordinal);

    /// <summary>Keys, with what a record may tell of them.</summary>
    internal static ApiKeys Of(IReadOnlyList<SecretText> all, string from, SecretRevisions revisions)
    {
        // In any order they are the same keys.
        string sorted = string.Join('\n', all.Select(key => key.Reveal()).Order(StringComparer.Ordinal));
        return new ApiKeys(all, new HandedKeys(from, all.Count, revisions.Of(new SecretText($"api-keys\n{sorted}"))));
    }

    /// <inheritdoc/>
    public override string ToString() => AreAsked ? string.Create(CultureInfo.InvariantCulture, $"{CountText.Of(All.Count, "key")} of {Handed!.From}") : "none";
}
