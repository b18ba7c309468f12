using System.Text;

namespace Workflow.Jobs.Images.Distribution.Authentication;

/// <summary>What a server asks for before it answers (RFC 9110, section 11): a scheme, and what belongs to it.</summary>
/// <param name="Scheme">The scheme, as it was written.</param>
/// <param name="Token">A token in place of parameters (token68); null for none.</param>
/// <param name="Parameters">The parameters; their names do not tell small letters from capital ones.</param>
internal sealed record AuthenticationChallenge(string Scheme, string? Token, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Whether the scheme is this one, in whatever letters.</summary>
    public bool Is(string scheme) => string.Equals(Scheme, scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>A parameter; null where it is not there.</summary>
    public string? this[string name] => Parameters.GetValueOrDefault(name);

    /// <summary>As a header holds it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Scheme);
        if (Token is not null) return text.Append(' ').Append(Token).ToString();
        string separator = " ";
        foreach ((string name, string value) in Parameters)
        {
            string escaped = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            text.Append(separator).Append(name).Append("=\"").Append(escaped).Append('"');
            separator = ",";
        }

        return text.ToString();
    }
}
