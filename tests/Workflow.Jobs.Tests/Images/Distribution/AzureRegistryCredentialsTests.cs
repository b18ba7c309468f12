using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Distribution.Authentication;
using Workflow.Testing.Files;
using Workflow.Testing.Http;
using Workflow.Testing.Registry;

namespace Workflow.Jobs.Tests.Images.Distribution;

/// <summary>Logs in to a stand-in that exchanges tokens as Azure Container Registry does, over TLS.</summary>
public sealed class AzureRegistryCredentialsTests : IAsyncLifetime
{
    private const string AzureToken = "the-access-token-of-azure";
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private LoopbackServer _server = null!;
    private string _realm = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder.File("authority.pem"), _authority.Pem, Cancellation);
        _server = await LoopbackServer.StartAsync(AnswerAsync, _authority.Sign());
        _realm = new Uri(_server.Url, "/oauth2/token").AbsoluteUri;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task ListTagsAsync_IdentityOfAzure_IsExchangedTwice()
    {
        using RegistryClient client = Client(AzureToken, "the-tenant");
        Assert.Equal(["v1"], await client.ListTagsAsync("models/valve", Cancellation));
        await client.ListTagsAsync("models/valve", Cancellation);
        Assert.Equal(
            [
                "GET /v2/models/valve/tags/list ",
                $"POST /oauth2/exchange access_token={AzureToken}&grant_type=access_token&service=127.0.0.1&tenant=the-tenant",
                "POST /oauth2/token client_id=workflow&grant_type=refresh_token&refresh_token=a-refresh-token&scope=repository:models/valve:pull&service=the-service",
                "GET /v2/models/valve/tags/list Bearer an-access-token",
                "GET /v2/models/valve/tags/list Bearer an-access-token",
            ],
            _asked);
    }

    [Fact]
    public async Task ListTagsAsync_IdentityIsRefused_IsDeniedWithoutItsToken()
    {
        using RegistryClient client = Client("a-wrong-token", null);
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => client.ListTagsAsync("models/valve", Cancellation));
        Assert.Equal((RegistryException.Denied, "UNAUTHORIZED"), (told.Code, told.RegistryCode));
        Assert.Contains("exchanging an Azure access token failed: no such identity (401 UNAUTHORIZED)", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a-wrong-token", told.ToString(), StringComparison.Ordinal);
    }

    // The refresh token is good for all that the identity may do: no challenge may send it elsewhere.
    [Fact]
    public async Task ListTagsAsync_TokensAreSaidToBeAtAnotherHost_RefreshTokenIsNotSentThere()
    {
        await using HookReceiver elsewhere = await HookReceiver.StartAsync(200);
        _realm = $"https://127.0.0.1:{elsewhere.Port}/oauth2/token";
        using RegistryClient client = Client(AzureToken, null);
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => client.ListTagsAsync("models/valve", Cancellation));
        Assert.Contains("where it does not belong", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a-refresh-token", told.ToString(), StringComparison.Ordinal);
        Assert.Empty(elsewhere.Bodies);
    }

    private RegistryClient Client(string token, string? tenant) => new(new RegistryOptions
    {
        Address = _server.Url,
        CertificateAuthorityFile = _folder.File("authority.pem"),
        Credentials = new AzureRegistryCredentials(new OneToken(token), tenant),
    });

    private async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        string path = request.Path.Value!;
        IFormCollection? form = request.HasFormContentType ? await request.ReadFormAsync() : null;
        _asked.Enqueue($"{request.Method} {path} {(form is null ? request.Headers.Authorization.ToString() : string.Join('&', form.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={field.Value}")))}");
        if (path == "/oauth2/exchange" && form?["access_token"].ToString() == AzureToken) await context.Response.WriteAsJsonAsync(new { refresh_token = "a-refresh-token" });
        else if (path == "/oauth2/exchange") await StandInRegistry.RefuseAsync(context, 401, "UNAUTHORIZED", "no such identity");
        else if (path == "/oauth2/token" && form?["refresh_token"].ToString() == "a-refresh-token") await context.Response.WriteAsJsonAsync(new { access_token = "an-access-token" });
        else if (request.Headers.Authorization == "Bearer an-access-token") await context.Response.WriteAsJsonAsync(new { name = "models/valve", tags = new[] { "v1" } });
        else
        {
            context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"{_realm}\",service=\"the-service\",scope=\"repository:models/valve:pull\"";
            await StandInRegistry.RefuseAsync(context, 401, "UNAUTHORIZED", "authentication required");
        }
    }

    private sealed class OneToken(string token) : IAzureAccessToken
    {
        public Task<string> GetAsync(CancellationToken cancellationToken) => Task.FromResult(token);
    }
}
