using System.Net.Http.Headers;
using Workflow.Jobs.Images.Distribution.Protocol;

namespace Workflow.Jobs.Images.Distribution.Authentication;

/// <summary>Logs in to one registry the way that it asks for: by tokens for single repositories, or by a user and a password.</summary>
internal sealed class RegistryAuthentication(RegistryOptions registry, HttpClient http) : IDisposable
{
    private const string Bearer = "Bearer";
    private const string Basic = "Basic";

    private readonly RegistryTokens _tokens = new(registry, http);
    private readonly RegistryFailures _failures = new(registry.Name);

    // What the registry asked for last: later calls bring it along without being asked.
    private volatile AuthenticationChallenge? _known;

    // Programs that keep passwords need not be run for every call.
    private volatile AuthenticationHeaderValue? _basic;

    /// <summary>What a call brings along; null where the registry has asked for nothing so far.</summary>
    public async Task<AuthenticationHeaderValue?> FindAsync(RegistryCall call, CancellationToken cancellationToken) =>
        _known is { } challenge ? await AnswerAsync(challenge, RegistryScope.Merge(call.Scopes, null), null, cancellationToken).ConfigureAwait(false) : null;

    /// <summary>What a call brings along after the registry has asked for it; null where there is nothing, or nothing else, to bring.</summary>
    /// <exception cref="RegistryException">The registry asks for something that cannot be given.</exception>
    public async Task<AuthenticationHeaderValue?> AnswerAsync(
        RegistryCall call, HttpResponseMessage refusal, AuthenticationHeaderValue? rejected, CancellationToken cancellationToken)
    {
        IReadOnlyList<AuthenticationChallenge> challenges = Read(call, refusal);
        AuthenticationChallenge? challenge = challenges.FirstOrDefault(c => c.Is(Bearer)) ?? challenges.FirstOrDefault(c => c.Is(Basic));
        if (challenge is null)
            throw _failures.Unusable(call, $"it asks for authentication by {string.Join(", ", challenges.Select(c => c.Scheme))}; only Bearer and Basic are known");
        _known = challenge;
        AuthenticationHeaderValue? answer =
            await AnswerAsync(challenge, RegistryScope.Merge(call.Scopes, challenge["scope"]), rejected?.Parameter, cancellationToken).ConfigureAwait(false);
        return answer?.Parameter == rejected?.Parameter ? null : answer;
    }

    /// <inheritdoc/>
    public void Dispose() => _tokens.Dispose();

    private async Task<AuthenticationHeaderValue?> AnswerAsync(
        AuthenticationChallenge challenge, IReadOnlyList<RegistryScope> scopes, string? rejected, CancellationToken cancellationToken)
    {
        if (challenge.Is(Bearer)) return new AuthenticationHeaderValue(Bearer, await _tokens.GetAsync(challenge, scopes, rejected, cancellationToken).ConfigureAwait(false));
        if (_basic is { } kept && kept.Parameter != rejected) return kept;
        RegistryCredentials? credentials = await registry.Credentials.FindAsync(registry, http, cancellationToken).ConfigureAwait(false);
        return _basic = credentials is { IsToken: false } ? credentials.ToBasic() : null;
    }

    private IReadOnlyList<AuthenticationChallenge> Read(RegistryCall call, HttpResponseMessage refusal)
    {
        if (!refusal.Headers.NonValidated.TryGetValues("WWW-Authenticate", out HeaderStringValues values))
            throw _failures.Unusable(call, "it asks for a login (401) and does not say which");
        var challenges = new List<AuthenticationChallenge>();
        foreach (string value in values)
        {
            challenges.AddRange(ChallengeReader.Read(value) ?? throw _failures.Unusable(call, "it asks for a login (401) in words that cannot be read"));
        }

        return challenges;
    }
}
