namespace Workflow.Api.Gateway;

/// <summary>Chooses among targets by their weights.</summary>
internal static class TargetChoice
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;
    private const double GoldenRatio = 0.6180339887498949;

    /// <summary>
    /// The target of a key: weighted rendezvous hashing (Thaler and Ravishankar, 1998, with logarithms for the weights). The same key has the
    /// same target in every process; where weights change, only as many keys move as must.
    /// </summary>
    public static RouteTarget ByKey(IReadOnlyList<RouteTarget> targets, string key)
    {
        RouteTarget best = targets[0];
        double least = double.PositiveInfinity;
        foreach (RouteTarget target in targets)
        {
            double distance = -Math.Log(UnitOf(key, target.Name)) / target.Weight;
            if (distance >= least) continue;
            (best, least) = (target, distance);
        }

        return best;
    }

    /// <summary>The target of one request in a row of many: multiples of the golden ratio spread evenly, so that shares are kept in short rows too.</summary>
    public static RouteTarget ByTurn(IReadOnlyList<RouteTarget> targets, int totalWeight, long turn)
    {
        double place = turn * GoldenRatio % 1 * totalWeight;
        foreach (RouteTarget target in targets)
        {
            place -= target.Weight;
            if (place < 0) return target;
        }

        return targets[^1];
    }

    // FNV-1a with the last steps of MurmurHash3, which spread what short names leave together. In (0, 1].
    private static double UnitOf(string key, string target)
    {
        ulong hash = Add(Add(Add(FnvOffset, key), "\n"), target);
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        hash ^= hash >> 33;
        return ((hash >> 11) + 1) * (1.0 / (1UL << 53));
    }

    private static ulong Add(ulong hash, string text)
    {
        foreach (char letter in text) hash = (hash ^ letter) * FnvPrime;
        return hash;
    }
}
