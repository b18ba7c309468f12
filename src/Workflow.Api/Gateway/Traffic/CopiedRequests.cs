using System.Net;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Workflow.Jobs.Deployment.Traffic;

namespace Workflow.Api.Gateway.Traffic;

/// <summary>
/// Sends copies of requests to another version, and compares. The client has its answer already and waits for nothing; where copies come faster than they
/// are answered, the newest are left out, and counted as not compared.
/// </summary>
internal sealed class CopiedRequests(TargetClients clients, ArmStatistics statistics, DifferingAnswers differing, TimeProvider time) : BackgroundService
{
    private const int Waiting = 256;
    private const int AtOnce = 4;
    private const int LongestAnswer = 64 << 10;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly Channel<CopiedRequest> _waiting = Channel.CreateBounded<CopiedRequest>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Takes a copy, unless too many wait.</summary>
    /// <param name="route">The endpoint.</param>
    /// <param name="answered">What has answered.</param>
    /// <param name="to">What is to get the copy.</param>
    /// <param name="copy">The copy; null where request or answer is too long for one.</param>
    public void Add(EndpointRoute route, RouteTarget answered, RouteTarget to, CopiedRequest? copy)
    {
        if (copy is null) LeaveOut(route, answered, to, CopyProblem.TooLong);
        else if (!_waiting.Writer.TryWrite(copy)) LeaveOut(route, answered, to, CopyProblem.TooMany);
    }

    /// <summary>Counts a request of which no copy is sent.</summary>
    public void LeaveOut(EndpointRoute route, RouteTarget answered, RouteTarget to, CopyProblem problem) => statistics.NotCopied(route, Second(route, answered, to), problem);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => RunAsync(stoppingToken)));

    private static RouteTarget Second(EndpointRoute route, RouteTarget answered, RouteTarget to) => route.Targets is [var first, ..] && to == first ? answered : to;

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await foreach (CopiedRequest copy in _waiting.Reader.ReadAllAsync(stop).ConfigureAwait(false)) await SendOrLeaveOutAsync(copy, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    // Whatever a second version answers, requests and other copies go on.
    private async Task SendOrLeaveOutAsync(CopiedRequest copy, CancellationToken stop)
    {
        try
        {
            await SendAsync(copy, stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (!(failure is OperationCanceledException && stop.IsCancellationRequested))
        {
            statistics.Compared(copy.Route, Second(copy.Route, copy.Answered, copy.To), null);
        }
    }

    private async Task SendAsync(CopiedRequest copy, CancellationToken stop)
    {
        RouteTarget arm = Second(copy.Route, copy.Answered, copy.To);
        bool isShadow = copy.To == arm;
        long started = time.GetTimestamp();
        byte[]? answer = await AskAsync(copy, stop).ConfigureAwait(false);
        if (isShadow) statistics.Ended(copy.Route, copy.To, answer is null, time.GetElapsedTime(started));
        (byte[]? first, byte[]? second) = isShadow ? (copy.Answer, answer) : (answer, copy.Answer);
        AnswerComparison? comparison = first is null || second is null ? null : AnswerComparison.Of(first, second);
        if (comparison is { Flips: > 0 } or { Difference: > 0 } && copy.Route.Epoch is { } epoch)
        {
            var answers = new ComparedAnswer(
                copy.RequestId, Encoding.UTF8.GetString(first!), Encoding.UTF8.GetString(second!), comparison.Flips, comparison.Difference, time.GetUtcNow());
            differing.Add(ArmStatistics.KeyOf(copy.Route, epoch, arm), answers);
        }

        statistics.Compared(copy.Route, arm, comparison);
    }

    // Null where there is no good answer, whatever the reason.
    private async Task<byte[]?> AskAsync(CopiedRequest copy, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(copy.To.Url.GetLeftPart(UriPartial.Authority) + copy.Address.PathAndQuery)) { Content = new ByteArrayContent(copy.Body) };
            foreach ((string name, string value) in copy.Headers)
            {
                if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content.Headers.TryAddWithoutValidation(name, value);
            }

            using HttpResponseMessage response = await clients.Kept.SendAsync(request, either.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK) return null;
            await response.Content.LoadIntoBufferAsync(LongestAnswer, either.Token).ConfigureAwait(false);
            return await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            if (stop.IsCancellationRequested) throw;
            return null;
        }
    }
}
