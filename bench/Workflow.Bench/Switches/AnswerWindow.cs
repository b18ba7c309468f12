using Workflow.Bench.Measuring;

namespace Workflow.Bench.Switches;

/// <summary>Answers that clients had while something went on.</summary>
internal sealed class AnswerWindow
{
    private readonly Lock _lock = new();
    private readonly List<double> _times = [];

    /// <summary>Why the first failed that did; null where none did.</summary>
    public string? FirstFailure { get; private set; }

    /// <summary>Requests that were not answered as they should be.</summary>
    public long Failed { get; private set; }

    /// <summary>Requests that were answered, rightly or not.</summary>
    public int Requests
    {
        get
        {
            lock (_lock) return _times.Count;
        }
    }

    /// <summary>Milliseconds from a request to its answer.</summary>
    public Sample Times
    {
        get
        {
            lock (_lock) return new Sample([.. _times]);
        }
    }

    /// <summary>Counts an answer.</summary>
    /// <param name="milliseconds">How long it took.</param>
    /// <param name="failure">What was wrong with it; null where nothing was.</param>
    public void Add(double milliseconds, string? failure)
    {
        lock (_lock)
        {
            _times.Add(milliseconds);
            if (failure is null) return;
            Failed++;
            FirstFailure ??= failure;
        }
    }
}
