namespace Workflow.Jobs.Requests;

/// <summary>What a look at the first pending request of a group came to.</summary>
/// <param name="Claimed">The request, whose run is to be begun now; null where none is.</param>
/// <param name="ToCancel">Runs that are in its way and are to be cancelled.</param>
/// <param name="IsSettled">Whether it needs no run any more, so that the next one has its turn.</param>
public sealed record GroupTurn(RequestRecord? Claimed, IReadOnlyList<string> ToCancel, bool IsSettled)
{
    /// <summary>Nothing is to be done now.</summary>
    public static readonly GroupTurn Nothing = new(null, [], false);

    /// <summary>The next request has its turn.</summary>
    public static readonly GroupTurn Settled = new(null, [], true);
}
