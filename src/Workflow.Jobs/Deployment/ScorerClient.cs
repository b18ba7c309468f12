using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Predictions;

namespace Workflow.Jobs.Deployment;

/// <summary>Talks to a deployed scorer.</summary>
public sealed class ScorerClient(HttpClient http, TimeProvider time)
{
    /// <summary>Marks requests whose headers have to arrive, and whose status has to come back, on whatever way they go.</summary>
    internal static readonly HttpRequestOptionsKey<bool> AsItIs = new("workflow.as-it-is");

    private const string KeyHeader = "x-api-key", RequestIdHeader = "x-request-id";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    /// <summary>By which its questions are known again where predictions are kept; null where none are.</summary>
    public ProofMarks? Marks { get; init; }

    /// <summary>What a scorer says of its readiness.</summary>
    /// <param name="Pipeline">Digest of the pipeline that it is ready with; null where it is not ready.</param>
    /// <param name="Reason">Why it is not ready, in its own words; null where it does not answer at all.</param>
    public sealed record Answer(string? Pipeline, string? Reason);

    /// <summary>Asks once.</summary>
    public async Task<Answer> AskAsync(Uri url, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(RequestTimeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await http.GetAsync(new Uri(url, "/health/ready"), stop.Token).ConfigureAwait(false);
            JsonElement body = await response.Content.ReadFromJsonAsync<JsonElement>(stop.Token).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK
                ? new Answer(body.GetProperty("pipelineSha256").GetString(), null)
                : new Answer(null, body.GetProperty("detail").GetString());
        }
        catch (Exception silent) when (silent is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // A published port may accept and reset before the scorer listens; another program's answer is no answer either.
            return new Answer(null, null);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new Answer(null, null);
        }
    }

    /// <summary>Waits until a scorer is ready with a pipeline.</summary>
    /// <param name="url">Its base address.</param>
    /// <param name="pipelineSha256">The pipeline that it must be ready with.</param>
    /// <param name="isRunningAsync">Whether it still runs at all.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Null, or why it is not ready.</returns>
    public async Task<string?> WaitUntilReadyAsync(
        Uri url, string pipelineSha256, Func<Task<bool>> isRunningAsync, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        while (true)
        {
            Answer answer = await AskAsync(url, cancellationToken).ConfigureAwait(false);
            if (answer.Pipeline == pipelineSha256) return null;
            if (answer.Pipeline is not null) return $"it is ready with pipeline {answer.Pipeline}, not with {pipelineSha256}";
            if (answer.Reason is not null) return answer.Reason;
            if (!await isRunningAsync().ConfigureAwait(false)) return "it ended";
            if (time.GetElapsedTime(started) > timeout) return string.Create(CultureInfo.InvariantCulture, $"it did not answer within {timeout.TotalSeconds} s");
            await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a scorer answers callers that show no key.</summary>
    /// <exception cref="DeploymentException">It does not answer.</exception>
    public Task<bool> AnswersStrangersAsync(Uri url, CancellationToken cancellationToken) => AnsweredAsync(
        url,
        async () =>
        {
            using HttpRequestMessage request = SampleOf(url);
            request.Options.Set(AsItIs, true);
            using HttpResponseMessage response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        },
        cancellationToken);

    /// <summary>The scorer's own sample request, as it came.</summary>
    /// <param name="url">Base address of the scorer.</param>
    /// <param name="keys">The keys of which it wants one.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="DeploymentException">It does not answer.</exception>
    /// <exception cref="AccessException">It takes none of the keys.</exception>
    public Task<string> SampleRequestAsync(Uri url, ApiKeys keys, CancellationToken cancellationToken) => AnsweredAsync(
        url,
        async () =>
        {
            using HttpResponseMessage response = await SendAsync(() => SampleOf(url), url, keys, cancellationToken).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Sends a score request.</summary>
    /// <param name="url">Base address of the scorer.</param>
    /// <param name="keys">The keys of which it wants one.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>The scores as the scorer wrote them, row by row.</returns>
    /// <exception cref="DeploymentException">The scorer refuses the request, or does not answer it.</exception>
    /// <exception cref="AccessException">It takes none of the keys.</exception>
    /// <exception cref="ForeignAnswerException">What answers is no scorer.</exception>
    public Task<IReadOnlyList<IReadOnlyList<string>>> ScoreAsync(Uri url, ApiKeys keys, string request, CancellationToken cancellationToken) =>
        AnsweredAsync(url, () => AskScoresAsync(url, keys, request, cancellationToken), cancellationToken);

    // It may end at any moment, also in the middle of an answer.
    private static async Task<T> AnsweredAsync<T>(Uri url, Func<Task<T>> askAsync, CancellationToken cancellationToken)
    {
        try
        {
            return await askAsync().ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException
            || (lost is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new DeploymentException($"{url} was ready and then did not answer the sample request: {lost.Message}", lost);
        }
        catch (Exception foreign) when (foreign is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ForeignAnswerException($"what {url} answers to the sample request is no answer of a scorer: {foreign.Message}", foreign);
        }
    }

    private static HttpRequestMessage SampleOf(Uri url) => new(HttpMethod.Get, new Uri(url, "/model/sample_request"));

    // One after the other: while keys are exchanged, a scorer knows some of them.
    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> create, Uri url, ApiKeys keys, CancellationToken cancellationToken)
    {
        foreach (SecretText? key in keys.AreAsked ? (IReadOnlyList<SecretText?>)keys.All : [null])
        {
            using HttpRequestMessage request = create();
            if (Marks is not null) request.Headers.Add(RequestIdHeader, Marks.Next());
            if (key is not null)
            {
                request.Headers.Add(KeyHeader, key.Reveal());
                request.Options.Set(AsItIs, true);
            }

            HttpResponseMessage response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.Unauthorized) return response;
            response.Dispose();
        }

        throw new AccessException(keys.Handed is { } handed
            ? $"{url} takes none of the keys that are in {handed.From} now: it was started with others. Deploy again, and it gets the present ones"
            : $"{url} asks for an API key, and its environment names none (apiKeys)");
    }

    private async Task<IReadOnlyList<IReadOnlyList<string>>> AskScoresAsync(Uri url, ApiKeys keys, string body, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, new Uri(url, "/model/score")) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") },
            url,
            keys,
            cancellationToken).ConfigureAwait(false);
        string answer = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode) throw new DeploymentException($"{url}: the smoke request was answered with {(int)response.StatusCode}: {answer}");
        using JsonDocument json = JsonDocument.Parse(answer);
        return [.. json.RootElement.GetProperty("score").EnumerateArray().Select(row => (IReadOnlyList<string>)[.. row.EnumerateArray().Select(cell => cell.GetString()!)])];
    }
}
