using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Workflow.Jobs.Notifications;

/// <summary>Posts notifications. Follows no redirects, waits <see cref="Patience"/> and reads no more of an answer than is kept.</summary>
/// <param name="local">For receivers on this machine.</param>
/// <param name="remote">For all others.</param>
/// <param name="time">The clock.</param>
public sealed class WebhookClient(HttpClient local, HttpClient remote, TimeProvider time)
{
    /// <summary>How long an attempt may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int KeptAnswer = 2048;

    /// <summary>A handler for receivers anywhere: nothing is kept between requests, nobody is sent elsewhere, and what is not read of an answer is cut off.</summary>
    public static SocketsHttpHandler CreateHandler(bool useProxy) => new()
    {
        UseProxy = useProxy,
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxResponseDrainSize = 0,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectTimeout = Patience,
    };

    /// <summary>Sends a notification once. Whatever goes wrong is a result.</summary>
    internal async Task<DeliveryResult> SendAsync(NotificationClaim claim, CancellationToken cancellationToken)
    {
        DateTimeOffset at = time.GetUtcNow();
        long began = time.GetTimestamp();
        (int? status, string? error, string? answer) = await TrySendAsync(claim, at, cancellationToken).ConfigureAwait(false);
        return new DeliveryResult(at, time.GetElapsedTime(began), status, error, answer);
    }

    private async Task<(int? Status, string? Error, string? Answer)> TrySendAsync(NotificationClaim claim, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (claim.Url is null || SecretReference.Parse(claim.Secret ?? string.Empty) is not { } secret) return (null, NotificationTransitions.NoSuchWebhook, null);
        using var limit = new CancellationTokenSource(Patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var url = new Uri(claim.Url);
            using HttpRequestMessage request = CreateRequest(claim, url, secret.ReadKey(), at);
            HttpClient http = url.IsLoopback ? local : remote;
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token).ConfigureAwait(false);
            int status = (int)response.StatusCode;
            return (status, Explain(status), await ReadBeginningAsync(response, stop.Token).ConfigureAwait(false));
        }
        catch (NotificationException unusable)
        {
            return (null, unusable.Message, null);
        }
        catch (HttpRequestException failure)
        {
            return (null, Explain(failure), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, string.Create(CultureInfo.InvariantCulture, $"no answer within {Patience.TotalSeconds} s"), null);
        }
    }

    private static HttpRequestMessage CreateRequest(NotificationClaim claim, Uri url, byte[] key, DateTimeOffset at)
    {
        byte[] body = Encoding.UTF8.GetBytes(claim.Payload);
        long timestamp = at.ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("User-Agent", "Workflow");
        request.Headers.Add("webhook-id", claim.Id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(key, claim.Id, timestamp, body));
        return request;
    }

    // The status has decided already: a body that cannot be read changes nothing.
    private static async Task<string?> ReadBeginningAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var beginning = new byte[KeptAnswer];
            Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                int length = await body.ReadAtLeastAsync(beginning, KeptAnswer, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                return length == 0 ? null : Encoding.UTF8.GetString(beginning, 0, length);
            }
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    private static string? Explain(int status) => status switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 => string.Create(CultureInfo.InvariantCulture, $"the receiver answered {status}: redirects are not followed"),
        _ => string.Create(CultureInfo.InvariantCulture, $"the receiver answered {status}"),
    };

    // The outer words of a failed connection name the host, the inner ones the reason.
    private static string Explain(HttpRequestException failure) => failure.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "the host of the address is not known",
        HttpRequestError.ConnectionError => $"no connection: {failure.InnerException?.Message ?? failure.Message}",
        HttpRequestError.SecureConnectionError => $"no secure connection: {failure.InnerException?.Message ?? failure.Message}",
        _ => failure.InnerException?.Message ?? failure.Message,
    };
}
