using System.Globalization;
using System.Text.Json;
using Workflow.Jobs.Images.Distribution.Protocol;

namespace Workflow.Jobs.Images.Distribution.Authentication;

/// <summary>
/// Tokens for the repositories of one registry (Docker Registry token specification, and its OAuth 2 form for refresh tokens), each kept until
/// shortly before it expires.
/// </summary>
internal sealed class RegistryTokens(RegistryOptions registry, HttpClient http) : IDisposable
{
    // What the specification says of tokens that do not name their life.
    private const double UsualSeconds = 60;
    private const double LongestSeconds = 24 * 3600;
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly RegistryFailures _failures = new(registry.Name);
    private readonly Dictionary<string, BearerToken> _kept = new(StringComparer.Ordinal);

    // Two transfers that begin together need one token, not two.
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>A token that answers a challenge.</summary>
    /// <param name="challenge">What the registry asks for.</param>
    /// <param name="needed">What is to be done.</param>
    /// <param name="rejected">A token that the registry has rejected, and that is not given again; null for none.</param>
    /// <param name="cancellationToken">Cancels asking for it.</param>
    /// <exception cref="RegistryException">None can be had.</exception>
    public async Task<string> GetAsync(
        AuthenticationChallenge challenge, IReadOnlyList<RegistryScope> needed, string? rejected, CancellationToken cancellationToken)
    {
        string key = string.Join(' ', [.. needed.Select(scope => scope.ToString()), challenge["realm"], challenge["service"]]);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_kept.TryGetValue(key, out BearerToken? kept) && kept.Text != rejected && registry.Time.GetUtcNow() < kept.UsableUntil) return kept.Text;
            BearerToken token = await AskAsync(challenge, needed, cancellationToken).ConfigureAwait(false);
            _kept[key] = token;
            return token.Text;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<BearerToken> AskAsync(AuthenticationChallenge challenge, IReadOnlyList<RegistryScope> scopes, CancellationToken cancellationToken)
    {
        var call = new RegistryCall(HttpMethod.Get, registry.Address, null, $"asking for a token for {string.Join(' ', scopes)}");
        if (!Uri.TryCreate(challenge["realm"], UriKind.Absolute, out Uri? realm)) throw _failures.Unusable(call, "it names no address of its tokens");
        call = call with { Address = realm };
        RegistryCredentials? credentials = await registry.Credentials.FindAsync(registry, http, cancellationToken).ConfigureAwait(false);
        DateTimeOffset asked = registry.Time.GetUtcNow();
        using JsonDocument answer = credentials is { IsToken: true }
            ? await ExchangeAsync(call, challenge["service"], scopes, credentials, cancellationToken).ConfigureAwait(false)
            : await new TokenEndpoint(registry, http).GetAsync(WithQuery(call, challenge["service"], scopes), credentials, cancellationToken).ConfigureAwait(false);
        string? token = TokenEndpoint.TextOf(answer, "token") ?? TokenEndpoint.TextOf(answer, "access_token");
        if (token is null || !token.All(c => c is > ' ' and <= '~')) throw _failures.Unusable(call, "the answer of its token server names no token");
        return new BearerToken(token, asked + Life(answer));
    }

    private async Task<JsonDocument> ExchangeAsync(
        RegistryCall call, string? service, IReadOnlyList<RegistryScope> scopes, RegistryCredentials credentials, CancellationToken cancellationToken)
    {
        if (credentials.Owner is { } owner && (owner.Authority != call.Address.Authority || owner.Scheme != call.Address.Scheme))
            throw _failures.Unusable(call, $"it wants its token to be sent to {call.Address.Authority}, where it does not belong");
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "refresh_token",
            ["client_id"] = "workflow",
            ["service"] = service ?? string.Empty,
            ["scope"] = string.Join(' ', scopes),
            ["refresh_token"] = credentials.Token,
        };
        return await new TokenEndpoint(registry, http).PostAsync(call, fields, cancellationToken).ConfigureAwait(false);
    }

    private static RegistryCall WithQuery(RegistryCall call, string? service, IReadOnlyList<RegistryScope> scopes)
    {
        string before = call.Address.Query is { Length: > 1 } query ? $"{query}&" : "?";
        IEnumerable<string> fields = scopes.Select(scope => $"scope={Uri.EscapeDataString(scope.ToString())}");
        if (service is not null) fields = fields.Prepend($"service={Uri.EscapeDataString(service)}");
        return call with { Address = new UriBuilder(call.Address) { Query = before + string.Join('&', fields) }.Uri };
    }

    private static TimeSpan Life(JsonDocument answer)
    {
        double seconds = answer.RootElement.TryGetProperty("expires_in", out JsonElement named) ? SecondsOf(named) : UsualSeconds;
        var life = TimeSpan.FromSeconds(Math.Clamp(double.IsFinite(seconds) ? seconds : UsualSeconds, 0, LongestSeconds));
        return life > 2 * Margin ? life - Margin : life / 2;
    }

    // Some servers write the number as a text.
    private static double SecondsOf(JsonElement named) => named.ValueKind switch
    {
        JsonValueKind.Number => named.GetDouble(),
        JsonValueKind.String when double.TryParse(named.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) => seconds,
        _ => UsualSeconds,
    };
}
