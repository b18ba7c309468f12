using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Workflow.Testing.Http;
using Workflow.Testing.Registry;

namespace Workflow.Jobs.Tests.Images.Distribution;

/// <summary>
/// A server of tokens on loopback, whose tokens a Docker Registry 2 takes that trusts the test's authority: anybody may pull, and the user
/// <c>rita</c> with the password <c>a-password</c>, or whoever has her refresh token, may push.
/// </summary>
internal sealed class TokenServer : IAsyncDisposable
{
    public const string RefreshToken = "the-refresh-token-of-rita";
    private const string Service = "the registry of the tests";
    private const string Issuer = "the issuer of the tests";
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentQueue<string> _given = new();
    private readonly X509Certificate2 _certificate;
    private LoopbackServer _server = null!;

    private TokenServer(TestAuthority authority) => _certificate = authority.Sign();

    public Uri Url => _server.Url;

    /// <summary>Method, user and scopes of every question.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>Every token that was given.</summary>
    public IReadOnlyList<string> Given => [.. _given];

    /// <summary>How long tokens are good for.</summary>
    public int LifeSeconds { get; set; } = 300;

    public static async Task<TokenServer> StartAsync(TestAuthority authority)
    {
        var server = new TokenServer(authority);
        server._server = await LoopbackServer.StartAsync(server.AnswerAsync);
        return server;
    }

    /// <summary>The section <c>auth</c> of a registry that takes these tokens.</summary>
    public string ConfigurationFor(string authorityFile) =>
        $"auth:\n  token:\n    realm: {new Uri(Url, "/token")}\n    service: {Service}\n    issuer: {Issuer}\n    rootcertbundle: {authorityFile}";

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        IFormCollection? form = request.Method == "POST" ? await request.ReadFormAsync() : null;
        string service = (form is null ? request.Query["service"] : form["service"]).ToString();
        string[] scopes = form is null ? [.. request.Query["scope"].OfType<string>()] : form["scope"].ToString().Split(' ');
        string? user = form is null ? UserOf(request.Headers.Authorization.ToString()) : form["refresh_token"] == RefreshToken && form["grant_type"] == "refresh_token" ? "rita" : null;
        _asked.Enqueue($"{request.Method} {(user is { Length: 0 } ? "nobody" : user ?? "a stranger")} {string.Join(' ', scopes)}");
        if (user is null || service != Service)
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsJsonAsync(new { errors = new[] { new { code = "UNAUTHORIZED", message = "wrong user or password" } } });
            return;
        }

        string token = Sign(user, scopes);
        _given.Enqueue(token);
        await context.Response.WriteAsJsonAsync(form is null ? (object)new { token, expires_in = LifeSeconds } : new { access_token = token, expires_in = LifeSeconds });
    }

    private static string? UserOf(string authorization)
    {
        if (authorization.Length == 0) return string.Empty;
        return authorization == $"Basic {Convert.ToBase64String("rita:a-password"u8)}" ? "rita" : null;
    }

    private string Sign(string user, string[] scopes)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var header = new { typ = "JWT", alg = "ES256", x5c = new[] { Convert.ToBase64String(_certificate.RawData) } };
        var claims = new
        {
            iss = Issuer,
            sub = user,
            aud = Service,
            exp = now + LifeSeconds,
            nbf = now - 10,
            iat = now,
            jti = Guid.CreateVersion7().ToString(),
            access = scopes.Select(scope => scope.Split(':')).Select(parts => new { type = parts[0], name = parts[1], actions = Allowed(user, parts[2].Split(',')) }),
        };
        string text = $"{Encode(header)}.{Encode(claims)}";
        using ECDsa key = _certificate.GetECDsaPrivateKey()!;
        return $"{text}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}";
    }

    private static string[] Allowed(string user, string[] actions) => user.Length > 0 ? actions : [.. actions.Where(action => action == "pull")];

    private static string Encode<T>(T value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
