using System.Collections.Concurrent;
using Workflow.Jobs.Deployment.Traffic;

namespace Workflow.Api.Gateway.Traffic;

/// <summary>Counts what becomes of requests, version by version: day by day, and where an endpoint has two versions, since the present step began.</summary>
internal sealed class ArmStatistics(TimeProvider time)
{
    private readonly ConcurrentDictionary<ArmKey, Arm> _arms = new();
    private string _today = string.Empty;
    private long _tomorrow;

    /// <summary>A request has ended.</summary>
    public void Ended(EndpointRoute route, RouteTarget target, bool isError, TimeSpan took)
    {
        Of(route, Today(), target).End(isError, took);
        if (route.Epoch is { } epoch) Of(route, epoch, target).End(isError, took);
    }

    /// <summary>Two answers were compared; null where they could not be.</summary>
    public void Compared(EndpointRoute route, RouteTarget second, AnswerComparison? comparison)
    {
        if (route.Epoch is { } epoch) Of(route, epoch, second).Compare(comparison);
    }

    /// <summary>A request was answered, and no copy of it is sent.</summary>
    public void NotCopied(EndpointRoute route, RouteTarget second, CopyProblem problem)
    {
        if (route.Epoch is { } epoch) Of(route, epoch, second).LeaveOut(problem);
    }

    /// <summary>The key of a version's counts.</summary>
    public static ArmKey KeyOf(EndpointRoute route, string epoch, RouteTarget target) => new(route.Project, route.Name, epoch, target.Name);

    /// <summary>The counts that have changed since this was asked last. Counts of steps and days that are over are forgotten with that.</summary>
    public IReadOnlyList<(ArmKey Arm, ArmCounts Counts)> TakeChanged(RouteSnapshot routes)
    {
        var changed = new List<(ArmKey, ArmCounts)>();
        foreach ((ArmKey key, Arm arm) in _arms)
        {
            if (arm.TakeChanged() is { } counts) changed.Add((key, counts));
            else if (IsOver(key, routes)) _arms.TryRemove(key, out _);
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

    // What is written down for a key counts from its first request: it is forgotten only when no more can come, be it late.
    private bool IsOver(ArmKey key, RouteSnapshot routes) => TrafficDay.Is(key.Epoch)
        ? TrafficDay.Parse(key.Epoch) < DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-1)
        : routes.IsKnown && routes.Find(key.Project, key.Endpoint)?.Epoch != key.Epoch;

    // Two at midnight make the same text twice.
    private string Today()
    {
        DateTimeOffset now = time.GetUtcNow();
        if (now.UtcTicks < Volatile.Read(ref _tomorrow)) return _today;
        _today = TrafficDay.EpochOf(now);
        Volatile.Write(ref _tomorrow, now.UtcDateTime.Date.AddDays(1).Ticks);
        return _today;
    }

    private Arm Of(EndpointRoute route, string epoch, RouteTarget target) => _arms.GetOrAdd(KeyOf(route, epoch, target), _ => new Arm());

    private sealed class Arm
    {
        private readonly Lock _lock = new();
        private readonly long[] _latencies = new long[ArmCounts.Bounds.Count + 1];
        private long _requests, _errors, _compared, _flips, _uncompared, _tooLong, _tooMany, _others;
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

        public void LeaveOut(CopyProblem problem)
        {
            lock (_lock)
            {
                if (problem == CopyProblem.NoScores) _others++;
                else _uncompared++;
                if (problem == CopyProblem.TooLong) _tooLong++;
                if (problem == CopyProblem.TooMany) _tooMany++;
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
                return new ArmCounts(_requests, _errors, [.. _latencies])
                {
                    Compared = _compared,
                    Flips = _flips,
                    Uncompared = _uncompared,
                    CopiesTooLong = _tooLong,
                    CopiesLeftOut = _tooMany,
                    OtherRequests = _others,
                    LargestDifference = _difference,
                };
            }
        }
    }
}
