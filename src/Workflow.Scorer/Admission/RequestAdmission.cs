using System.Globalization;

namespace Workflow.Scorer.Admission;

/// <summary>
/// Lets requests in as long as their bodies fit into the memory. Small ones have a budget of their own, so that none of them waits for a
/// large one.
/// </summary>
internal sealed class RequestAdmission(AdmissionOptions options, TimeProvider time)
{
    // What a request takes however small its body is: buffers of the connection, of a block of rows, of the answer.
    private const long FewestBytes = 64 << 10;

    // The longest record, a block of rows and what is answered for it.
    private const long StreamBytes = 1 << 20;

    private readonly ByteBudget _small = new(options.SmallBudgetBytes, options.Patience, time);
    private readonly ByteBudget _large = new(options.LargeBudgetBytes, options.Patience, time);

    /// <summary>Largest body that counts as small.</summary>
    public long SmallBodyBytes => options.SmallBodyBytes;

    /// <summary>Admits a request whose body is read as it comes: however long it is, it takes the same memory.</summary>
    /// <inheritdoc cref="EnterAsync"/>
    public async ValueTask<IDisposable> EnterStreamAsync(CancellationToken cancellationToken) =>
        await _large.TakeAsync(Math.Min(StreamBytes, options.LargeBudgetBytes), cancellationToken).ConfigureAwait(false)
        ?? throw new BusyException("other requests take the memory; nothing was scored, try again");

    /// <summary>Admits a request.</summary>
    /// <param name="bodyBytes">Length of its body, or the most that it can be.</param>
    /// <param name="cancellationToken">Cancelled when the caller leaves.</param>
    /// <returns>What ends the admission when it is disposed.</returns>
    /// <exception cref="BusyException">Other requests did not end in time.</exception>
    public async ValueTask<IDisposable> EnterAsync(long bodyBytes, CancellationToken cancellationToken)
    {
        bool isSmall = bodyBytes <= options.SmallBodyBytes;
        long wanted = isSmall ? Math.Min(Math.Max(bodyBytes, FewestBytes), options.SmallBudgetBytes) : bodyBytes;
        return await (isSmall ? _small : _large).TakeAsync(wanted, cancellationToken).ConfigureAwait(false) ?? throw new BusyException(string.Create(
            CultureInfo.InvariantCulture,
            $"other requests take the memory for bodies of {(isSmall ? "up to" : "more than")} {options.SmallBodyBytes} bytes; nothing was scored, try again"));
    }
}
