using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;

namespace Workflow.Api.Hosting;

/// <summary>Ends streams of events when the server ends: open, each would use up the time that other requests have to finish.</summary>
internal static class EndingStreams
{
    /// <summary>The items until there are no more, the client has left or the server ends.</summary>
    public static async IAsyncEnumerable<T> UntilShutdownAsync<T>(
        this IAsyncEnumerable<T> items, IHostApplicationLifetime lifetime, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, cancellationToken);
        IAsyncEnumerator<T> enumerator = items.GetAsyncEnumerator(stop.Token);
        await using (enumerator.ConfigureAwait(false))
        {
            while (await MoveNextAsync(enumerator, stop.Token).ConfigureAwait(false)) yield return enumerator.Current;
        }
    }

    private static async Task<bool> MoveNextAsync<T>(IAsyncEnumerator<T> enumerator, CancellationToken stop)
    {
        try
        {
            return await enumerator.MoveNextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
