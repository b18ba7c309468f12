using System.Net.Http.Headers;
using System.Text;

namespace Workflow.Jobs.Images.Distribution.Authentication;

/// <summary>A login to a registry: a user with a password, or a token that stands for a user.</summary>
public sealed class RegistryCredentials
{
    private readonly string _user;
    private readonly string _secret;

    private RegistryCredentials(string user, string secret, bool isToken, Uri? owner)
    {
        _user = user;
        _secret = secret;
        IsToken = isToken;
        Owner = owner;
    }

    /// <summary>Whether this is a token, to be exchanged for others by POST.</summary>
    public bool IsToken { get; }

    /// <summary>The only address that a token may be sent to; null where the registry names it.</summary>
    public Uri? Owner { get; }

    /// <summary>The token.</summary>
    internal string Token => IsToken ? _secret : throw new InvalidOperationException("a password is not a token");

    /// <summary>The user.</summary>
    internal string User => IsToken ? throw new InvalidOperationException("a token is not a user") : _user;

    /// <summary>The user's password.</summary>
    internal string Password => IsToken ? throw new InvalidOperationException("a token is not a password") : _secret;

    /// <summary>A user with a password.</summary>
    public static RegistryCredentials OfUser(string user, string password) => new(user, password, isToken: false, owner: null);

    /// <summary>A token that stands for a user (OAuth 2: a refresh token).</summary>
    /// <param name="token">The token.</param>
    /// <param name="owner">The only address that it may be sent to; null where the registry names it.</param>
    public static RegistryCredentials OfToken(string token, Uri? owner = null) => new(string.Empty, token, isToken: true, owner);

    /// <summary>Never tells a secret.</summary>
    public override string ToString() => IsToken ? "a token" : $"the user {_user}";

    /// <summary>The header of basic authentication.</summary>
    internal AuthenticationHeaderValue ToBasic() => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_user}:{_secret}")));
}
