using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Workflow.Api.Gateway;

/// <summary>One request of a client on its way to a target, through as many attempts as it may have.</summary>
internal sealed class ForwardedCall : IDisposable
{
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;
    private readonly FirstByteLimit _limit;
    private readonly ClientBody? _body;
    private readonly bool _isRepeatable;
    private long? _refusedAt;
    private bool _isRepeated;

    /// <summary>Takes a request up.</summary>
    public ForwardedCall(HttpContext context, EndpointAddress address, EndpointRoute route, GatewayOptions options, TimeProvider time)
    {
        (Context, Address, Route, _options, _time) = (context, address, route, options, time);
        StickyKey = context.Request.Headers["x-sticky-key"].ToString();
        _limit = new FirstByteLimit(options.FirstByteTimeout, time, context.RequestAborted);

        // Who waits to be told to continue may still be sending when the connection is lost.
        _isRepeatable = RepeatableRequests.IsRepeatable(context.Request.Method, address.PathAndQuery) && context.Request.Headers.Expect.Count == 0;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true }) return;

        // How large a body may be and how slowly it may come is the target's to say: it gets no more of it than it takes.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (context.Features.Get<Microsoft.AspNetCore.Server.Kestrel.Core.Features.IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
        _body = new ClientBody(context.Request, _isRepeatable ? options.RepeatableBytes : 0, _limit);
    }

    /// <summary>The client's request and answer.</summary>
    public HttpContext Context { get; }

    /// <summary>What was asked for.</summary>
    public EndpointAddress Address { get; }

    /// <summary>Where requests of the endpoint go now.</summary>
    public EndpointRoute Route { get; set; }

    /// <summary>What decides between targets; empty for nothing.</summary>
    public string StickyKey { get; }

    /// <summary>Whether it was lost once and is sent again.</summary>
    public bool IsRepeated => _isRepeated;

    /// <summary>Why the body could not be read from the client; null where it could, or there is none.</summary>
    public Exception? ClientProblem => _body?.Problem;

    /// <summary>Sends it to a target and waits for the head of the answer.</summary>
    public async Task<TargetResult> SendAsync(RouteTarget target, TargetClients clients)
    {
        HttpRequestMessage request = TargetRequest.Create(Context.Request, Address, target, _body);
        _limit.Restart();
        try
        {
            // Kept connections may all end at the same moment, where a target does: what was lost on one is not risked on another.
            HttpMessageInvoker client = _isRepeated ? clients.Fresh : clients.Kept;
            return TargetResult.Answered(await client.SendAsync(request, _limit.Token).ConfigureAwait(false));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            request.Dispose();
            return TargetResult.Failed(KindOf(failure), failure);
        }
        finally
        {
            _limit.Pause();
        }
    }

    /// <summary>Whether the request may be sent once more, after the pause that this takes.</summary>
    public async Task<bool> MayTryAgainAsync(TargetResult result)
    {
        if (result.Failure is not (FailureKind.Unreachable or FailureKind.Lost) || _body is { IsWhole: false }) return false;
        if (result.Failure is FailureKind.Lost)
        {
            if (!_isRepeatable || _isRepeated) return false;
            _isRepeated = true;
            return true;
        }

        // Nothing was sent: that harms nobody, whatever is asked for.
        _refusedAt ??= _time.GetTimestamp();
        if (_time.GetElapsedTime(_refusedAt.Value) >= _options.SwitchPatience) return false;
        await Task.Delay(_options.SwitchPause, _time, Context.RequestAborted).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _body?.Dispose();
        _limit.Dispose();
    }

    private FailureKind KindOf(Exception failure)
    {
        if (Context.RequestAborted.IsCancellationRequested || _body?.Problem is not null) return FailureKind.ClientGone;
        if (_limit.IsReached) return FailureKind.Silent;
        return failure switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => FailureKind.Unreachable,
            HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => FailureKind.Lost,
            HttpRequestException { InnerException: IOException } or IOException => FailureKind.Lost,

            // Nobody else has cancelled: connecting took too long.
            OperationCanceledException => FailureKind.Unreachable,
            _ => FailureKind.Unreadable,
        };
    }
}
