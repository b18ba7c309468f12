namespace Workflow.Jobs.Images.Distribution.Authentication;

/// <summary>What a token allows: actions on a resource, as token servers write it: <c>repository:name:pull,push</c>.</summary>
internal sealed record RegistryScope
{
    private RegistryScope(string resource, IEnumerable<string> actions)
    {
        Resource = resource;
        Actions = [.. actions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Kind and name of the resource.</summary>
    public string Resource { get; }

    /// <summary>The actions, in order.</summary>
    public IReadOnlyList<string> Actions { get; }

    /// <summary>To read a repository.</summary>
    public static RegistryScope Pull(string repository) => new($"repository:{repository}", ["pull"]);

    /// <summary>To read and write a repository.</summary>
    public static RegistryScope Push(string repository) => new($"repository:{repository}", ["pull", "push"]);

    /// <summary>What is needed and what a challenge asks for besides, each resource once, in order.</summary>
    /// <param name="needed">What is needed.</param>
    /// <param name="asked">The challenge's scopes, with spaces between them; null for none. What is malformed in it is passed over.</param>
    public static IReadOnlyList<RegistryScope> Merge(IEnumerable<RegistryScope> needed, string? asked) =>
    [
        .. needed.Concat((asked ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse).OfType<RegistryScope>())
            .GroupBy(scope => scope.Resource, StringComparer.Ordinal)
            .Select(same => new RegistryScope(same.Key, same.SelectMany(scope => scope.Actions)))
            .OrderBy(scope => scope.Resource, StringComparer.Ordinal),
    ];

    /// <summary>As token servers take it.</summary>
    public override string ToString() => $"{Resource}:{string.Join(',', Actions)}";

    // A name may hold colons, of a registry's port.
    private static RegistryScope? Parse(string text) =>
        text.LastIndexOf(':') is var colon && colon > text.IndexOf(':', StringComparison.Ordinal) && colon < text.Length - 1
            ? new RegistryScope(text[..colon], text[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries))
            : null;
}
