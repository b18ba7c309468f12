namespace Workflow.Scorer.Predictions;

/// <summary>Which rows are written: a share of all that depends on the scorer's own identifiers alone, so that no caller can choose to be written or not.</summary>
/// <param name="share">The share, above 0 and up to 1.</param>
internal sealed class PredictionSample(double share)
{
    private const ulong Basis = 14695981039346656037, Prime = 1099511628211;

    private readonly double _limit = share * Math.Pow(2, 64);

    /// <summary>Whether all rows are written.</summary>
    public bool IsAll => share >= 1;

    /// <summary>Whether a row is written.</summary>
    /// <param name="prediction">Identifier of all that is predicted for its request.</param>
    /// <param name="row">Its number in the request.</param>
    public bool Takes(Guid prediction, long row) => IsAll || Hash(prediction, row) < _limit;

    // FNV-1a, and the end of MurmurHash3 behind it, so that rows that follow each other are not taken together.
    private static ulong Hash(Guid prediction, long row)
    {
        Span<byte> bytes = stackalloc byte[16];
        prediction.TryWriteBytes(bytes, bigEndian: true, out _);
        ulong hash = Basis;
        foreach (byte part in bytes) hash = (hash ^ part) * Prime;
        hash = (hash ^ (ulong)row) * Prime;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }
}
