namespace Workflow.Jobs.Deployment.Azure;

/// <summary>A secret that writes itself nowhere: not as text, not as JSON, not in a record that holds it.</summary>
public sealed class SecretText(string value)
{
    /// <summary>What stands in its place.</summary>
    public const string Hidden = "(secret)";

    /// <summary>Whether there is anything to keep.</summary>
    internal bool IsEmpty => value.Length == 0;

    /// <summary>The secret itself, for the one request that needs it.</summary>
    public string Reveal() => value;

    /// <summary>A text without the secret: a server may quote what it was sent.</summary>
    public string RemoveFrom(string text) => value.Length == 0 ? text : text.Replace(value, Hidden, StringComparison.Ordinal);

    /// <summary>A text without any of some secrets: the longest first, as one may begin with another, and the rest of it would be left.</summary>
    internal static string Remove(IEnumerable<SecretText> secrets, string text) =>
        secrets.OrderByDescending(secret => secret.Reveal().Length).Aggregate(text, (rest, secret) => secret.RemoveFrom(rest));

    /// <inheritdoc/>
    public override string ToString() => Hidden;
}
