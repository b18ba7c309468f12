using System.Security.Cryptography;
using Workflow.Jobs.Home;

namespace Workflow.Jobs.Predictions;

/// <summary>
/// Request identifiers of the questions by which deployments prove themselves: by these they are known again, so that they are not kept as predictions that
/// somebody has asked for. Nobody else can make one: it takes a key of the home.
/// </summary>
/// <param name="home">The home.</param>
public sealed class ProofMarks(WorkflowHome home)
{
    private const string Prefix = "proof-";
    private const int Digits = 32;

    private readonly HomeKey _key = new(home, "proofs");

    /// <summary>An identifier that was not there before: <c>proof-</c>, 32 hexadecimal digits of its own, a hyphen, and 32 that follow from them.</summary>
    public string Next()
    {
        string own = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Digits / 2));
        return $"{Prefix}{own}-{_key.Sign(TextOf(own))[..Digits]}";
    }

    /// <summary>Whether an identifier was made here.</summary>
    public bool IsMine(string? requestId)
    {
        if (requestId is not { Length: var length } || length != Prefix.Length + (2 * Digits) + 1 || !requestId.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        return _key.HasSigned(TextOf(requestId.Substring(Prefix.Length, Digits)), requestId[^Digits..], Digits);
    }

    private static string TextOf(string own) => $"proof\n{own}";
}
