using System.Text.Json;
using Workflow.Jobs.Images.Distribution.Protocol;

namespace Workflow.Jobs.Images.Distribution.Authentication;

/// <summary>Asks servers of tokens. They are told secrets: redirects are not followed, and nothing of what was sent is in any message.</summary>
internal sealed class TokenEndpoint(RegistryOptions registry, HttpClient http)
{
    private const int LargestAnswer = 1 << 20;
    private readonly RegistryFailures _failures = new(registry.Name);

    /// <summary>Asks by POST, with fields of a form.</summary>
    public async Task<JsonDocument> PostAsync(RegistryCall call, IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, call.Address) { Content = new FormUrlEncodedContent(fields) };
        return await AskAsync(call, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks by GET, as the credentials' owner or as nobody.</summary>
    public async Task<JsonDocument> GetAsync(RegistryCall call, RegistryCredentials? credentials, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, call.Address);
        request.Headers.Authorization = credentials?.ToBasic();
        return await AskAsync(call, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A text of an answer; null where there is none.</summary>
    public static string? TextOf(JsonDocument answer, string name) =>
        answer.RootElement.ValueKind == JsonValueKind.Object
        && answer.RootElement.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private async Task<JsonDocument> AskAsync(RegistryCall call, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!registry.Allows(call.Address)) throw _failures.Unusable(call, $"the address of its tokens, {RegistryFailures.Show(call.Address)}, is not encrypted");
        using var limit = new SilenceLimit(registry, cancellationToken);
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            using var body = new RegistryBody(call, _failures, response, limit);
            byte[] answer = await body.ReadAllAsync(LargestAnswer, cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? JsonDocument.Parse(answer) : throw _failures.Refused(call, response, answer);
        }
        catch (JsonException)
        {
            throw _failures.Unusable(call, "its answer is not JSON");
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            throw _failures.Cut(call, cut);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw _failures.TooLate(call, late);
        }
    }
}
