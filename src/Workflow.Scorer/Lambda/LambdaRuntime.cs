using System.Globalization;
using Workflow.Scorer.Logs;

namespace Workflow.Scorer.Lambda;

/// <summary>
/// AWS Lambda's runtime interface, version 2018-06-01: asks for an event, has it answered by this very scorer, hands the answer in, and asks for the
/// next one. One at a time: Lambda starts as many processes as it needs.
/// </summary>
internal sealed class LambdaRuntime : IDisposable
{
    /// <summary>The variable of the environment that names the interface.</summary>
    public const string Variable = "AWS_LAMBDA_RUNTIME_API";

    private const string RequestId = "Lambda-Runtime-Aws-Request-Id", Deadline = "Lambda-Runtime-Deadline-Ms";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly HttpClient _lambda;
    private readonly HttpClient _scorer;
    private readonly Uri _address;
    private readonly TimeProvider _time;

    /// <summary>Creates the runtime.</summary>
    /// <param name="api">Host and port of the interface.</param>
    /// <param name="scorer">Address of the scorer.</param>
    /// <param name="time">The clock by which an event must be answered.</param>
    public LambdaRuntime(string api, Uri scorer, TimeProvider time)
    {
        // The question for the next event waits as long as there is none.
        _lambda = new HttpClient { BaseAddress = new Uri($"http://{api}/2018-06-01/runtime/"), Timeout = Timeout.InfiniteTimeSpan };
        _scorer = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        _address = scorer;
        _time = time;
    }

    /// <summary>Says that there is no model, and never will be.</summary>
    public Task FailAsync(string reason, CancellationToken cancellationToken) => SendAsync("init/error", LambdaAnswer.Error("NotReady", reason), cancellationToken);

    /// <summary>Answers events until it is told to end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await AnswerNextAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException away)
            {
                ScorerLog.Warn($"Lambda: {away.Message}");
                await Task.Delay(Pause, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lambda.Dispose();
        _scorer.Dispose();
    }

    private async Task AnswerNextAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage next = await _lambda.GetAsync(new Uri("invocation/next", UriKind.Relative), cancellationToken).ConfigureAwait(false);
        next.EnsureSuccessStatusCode();
        if (!next.Headers.TryGetValues(RequestId, out IEnumerable<string>? ids)) throw new HttpRequestException($"an event without {RequestId}");
        byte[] body = await next.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        LambdaAnswer answer = await AnswerAsync(next, body, cancellationToken).ConfigureAwait(false);
        await SendAsync($"invocation/{Uri.EscapeDataString(ids.First())}/{(answer.IsError ? "error" : "response")}", answer, cancellationToken).ConfigureAwait(false);
    }

    private async Task<LambdaAnswer> AnswerAsync(HttpResponseMessage next, byte[] body, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeLeft(next), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            LambdaEvent given = LambdaEvent.Parse(body);
            using HttpRequestMessage request = given.ToRequest(_address);
            using HttpResponseMessage response = await _scorer.SendAsync(request, either.Token).ConfigureAwait(false);
            return await LambdaAnswer.OfAsync(given.IsHttp, response, either.Token).ConfigureAwait(false);
        }
        catch (FormatException wrong)
        {
            return LambdaAnswer.Error("BadEvent", wrong.Message);
        }
        catch (HttpRequestException)
        {
            // Lambda would wait for an answer until the function's time is over.
            return LambdaAnswer.Error("BrokenOff", "the answer was broken off: a row behind the first ones is wrong; the function's log says which one");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return LambdaAnswer.Error("OutOfTime", "the function's time was over before the rows were scored; send fewer at a time");
        }
    }

    private TimeSpan TimeLeft(HttpResponseMessage next)
    {
        bool isKnown = next.Headers.TryGetValues(Deadline, out IEnumerable<string>? values)
            & long.TryParse(values?.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds);
        TimeSpan left = DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())) - _time.GetUtcNow();
        TimeSpan most = TimeSpan.FromMinutes(15);
        return !isKnown || left > most ? most : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task SendAsync(string path, LambdaAnswer answer, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(answer.Body);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        if (answer.IsError) content.Headers.TryAddWithoutValidation("Lambda-Runtime-Function-Error-Type", "Unhandled");
        using HttpResponseMessage response = await _lambda.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken).ConfigureAwait(false);

        // An answer that is too large is refused; the caller is told by Lambda itself.
        if (!response.IsSuccessStatusCode) ScorerLog.Warn($"Lambda: {path}: status {(int)response.StatusCode}");
    }
}
