using System.Collections.Concurrent;
using Workflow.Jobs.Deployment.Traffic;

namespace Workflow.Api.Gateway.Traffic;

/// <summary>Counts what becomes of requests, version by version, where an endpoint has two.</summary>
internal sealed class ArmStatistics
{
    private readonly ConcurrentDictionary<ArmKey, Arm> _arms = new();

    /// <summary>A request has ended.</summary>
    public void Ended(EndpointRoute route, RouteTarget target, bool isError, TimeSpan took)
    {
        if (route.Epoch is { } epoch) Of(route, epoch, target).End(isError, took);
    }

    /// <summary>Two answers were compared; null where they could not be.</summary>
    public void Compared(EndpointRoute route, RouteTarget second, AnswerComparison? comparison)
    {
        if (route.Epoch is { } epoch) Of(route, epoch, second).Compare(comparison);
    }

    /// <summary>The key of a version's counts.</summary>
    public static ArmKey KeyOf(EndpointRoute route, string epoch, RouteTarget target) => new(route.Project, route.Name, epoch, target.Name);

    /// <summary>The counts that have changed since this was asked last. Counts of steps that are over are forgotten with that.</summary>
    public IReadOnlyList<(ArmKey Arm, ArmCounts Counts)> TakeChanged(RouteSnapshot routes)
    {
        var changed = new List<(ArmKey, ArmCounts)>();
        foreach ((ArmKey key, Arm arm) in _arms)
        {
            if (arm.TakeChanged() is { } counts) changed.Add((key, counts));
            else if (routes.IsKnown && routes.Find(key.Project, key.Endpoint)?.Epoch != key.Epoch) _arms.TryRemove(key, out _);
        }

        return changed;
    }

    /// <summary>Writing down has failed: what was taken counts as changed again.</summary>
    public void PutBack(IEnumerable<(ArmKey Arm, ArmCounts Counts)> taken)
    {
        foreach ((ArmKey key, _) in taken)
        {
            if (_arms.TryGetValue(key, out Arm? arm)) arm.MarkChanged();
        }
    }

    private Arm Of(EndpointRoute route, string epoch, RouteTarget target) => _arms.GetOrAdd(KeyOf(route, epoch, target), _ => new Arm());

    private sealed class Arm
    {
        private readonly Lock _lock = new();
        private readonly long[] _latencies = new long[ArmCounts.Bounds.Count + 1];
        private long _requests, _errors, _compared, _flips, _uncompared;
        private double _difference;
        private bool _isChanged;

        public void End(bool isError, TimeSpan took)
        {
            int latency = ArmCounts.ClassOf(took);
            lock (_lock)
            {
                _requests++;
                if (isError) _errors++;
                _latencies[latency]++;
                _isChanged = true;
            }
        }

        public void Compare(AnswerComparison? comparison)
        {
            lock (_lock)
            {
                if (comparison is null) _uncompared++;
                else (_compared, _flips, _difference) = (_compared + comparison.Rows, _flips + comparison.Flips, Math.Max(_difference, comparison.Difference));
                _isChanged = true;
            }
        }

        public void MarkChanged()
        {
            lock (_lock) _isChanged = true;
        }

        public ArmCounts? TakeChanged()
        {
            lock (_lock)
            {
                if (!_isChanged) return null;
                _isChanged = false;
                return new ArmCounts(_requests, _errors, [.. _latencies]) { Compared = _compared, Flips = _flips, Uncompared = _uncompared, LargestDifference = _difference };
            }
        }
    }
}
