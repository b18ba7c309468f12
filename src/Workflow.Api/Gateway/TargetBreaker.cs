using Polly;
using Polly.CircuitBreaker;

namespace Workflow.Api.Gateway;

/// <summary>
/// The circuit of one target. It opens when most requests of a window have failed, lets nothing through for a while, and then one request, whose end
/// closes or opens it again. A request counts once, by what came of it in the end.
/// </summary>
internal sealed class TargetBreaker
{
    private readonly ResiliencePipeline<TargetResult> _pipeline;
    private readonly CircuitBreakerStateProvider _state = new();

    /// <summary>Makes a closed circuit.</summary>
    /// <param name="options">When it opens, and for how long.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onChange">Told whenever it opens (true) or closes (false).</param>
    public TargetBreaker(GatewayOptions options, TimeProvider time, Action<bool> onChange) =>
        _pipeline = new ResiliencePipelineBuilder<TargetResult> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<TargetResult>
            {
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result.IsTargetFault),
                FailureRatio = options.CircuitFailureRatio,
                MinimumThroughput = options.CircuitFewestRequests,
                SamplingDuration = options.CircuitWindow,
                BreakDuration = options.CircuitBreak,
                StateProvider = _state,
                OnOpened = _ => Tell(onChange, isOpen: true),
                OnClosed = _ => Tell(onChange, isOpen: false),
            })
            .Build();

    /// <summary>Whether it lets nothing through, or only tries one request.</summary>
    public bool IsOpen => _state.CircuitState is not CircuitState.Closed;

    /// <summary>Carries a request out, unless the circuit is open.</summary>
    public async ValueTask<TargetResult> GuardAsync<T>(Func<T, Task<TargetResult>> send, T call)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (state, _) => await state.Send(state.Call).ConfigureAwait(false), (Send: send, Call: call), CancellationToken.None).ConfigureAwait(false);
        }
        catch (BrokenCircuitException open)
        {
            return TargetResult.Failed(FailureKind.CircuitOpen, retryAfter: open.RetryAfter);
        }
    }

    private static ValueTask Tell(Action<bool> onChange, bool isOpen)
    {
        onChange(isOpen);
        return ValueTask.CompletedTask;
    }
}
