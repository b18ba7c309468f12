using Azure;
using Azure.Core;
using Polly;
using Polly.Retry;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Deployment.Azure;

/// <summary>Sends requests to the Resource Manager, each within its time, and says in one way what goes wrong.</summary>
internal sealed class ArmCalls
{
    private readonly ArmConnection _connection;
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _retries;

    /// <summary>Creates the calls.</summary>
    public ArmCalls(ArmConnection connection, AzureOptions options, TimeProvider time)
    {
        _connection = connection;
        _limit = options.RequestTimeout;
        _time = time;
        _retries = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<AzureException>(failed => failed.Failure is { IsPassing: true }),
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = options.RetryDelay,
                DelayGenerator = static next => ValueTask.FromResult((next.Outcome.Exception as AzureException)?.Failure?.RetryAfter),
            })
            .Build();
    }

    /// <summary>Sends what may change something, once.</summary>
    /// <exception cref="AzureException">It was refused, or nobody knows what became of it.</exception>
    public async Task<T> OnceAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(_limit, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await call(stop.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not WorkflowException && !cancellationToken.IsCancellationRequested)
        {
            if (ArmFailures.Of(failure, _time) is not { } known) throw;

            // Without the SDK's exception, whose text repeats headers and bodies.
            throw Failed(known);
        }
    }

    /// <summary>Sends what only reads, again where it failed for the moment.</summary>
    /// <exception cref="AzureException">It was refused, or failed every time.</exception>
    public async Task<T> ReadAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        await _retries.ExecuteAsync(async token => await OnceAsync(call, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Sends a request without a body.</summary>
    /// <exception cref="AzureException">The answer is a refusal.</exception>
    public Task<Response> SendAsync(RequestMethod method, string path, CancellationToken cancellationToken) =>
        SendAsync(_connection.CreateRequest(method, path), cancellationToken);

    /// <summary>Asks at an address that the Resource Manager has told.</summary>
    /// <exception cref="AzureException">The answer is a refusal, or the address is not the Resource Manager's.</exception>
    public Task<Response> AskAsync(Uri address, CancellationToken cancellationToken) =>
        SendAsync(_connection.CreateRequest(RequestMethod.Get, address), cancellationToken);

    private async Task<Response> SendAsync(Request request, CancellationToken cancellationToken)
    {
        using (request)
        {
            Response answer = await _connection.Pipeline.SendRequestAsync(request, cancellationToken).ConfigureAwait(false);
            return answer.IsError ? throw Failed(ArmFailures.Of(answer, _time)) : answer;
        }
    }

    private static AzureException Failed(ArmFailure failure) => new($"Azure: {failure.Message}") { Failure = failure, IsRetryable = failure.IsPassing };
}
