namespace Workflow.Training.Guards;

/// <summary>Collects findings and tells whoever watches, from any thread.</summary>
internal sealed class GuardJournal
{
    private readonly Lock _lock = new();
    private readonly List<Finding> _findings = [];
    private readonly int _columns;
    private readonly IProgress<GuardProgress>? _progress;
    private int _done;

    /// <summary>Begins a journal.</summary>
    /// <param name="columns">Columns that will be measured.</param>
    /// <param name="progress">Who watches; may be null.</param>
    public GuardJournal(int columns, IProgress<GuardProgress>? progress)
    {
        _columns = columns;
        _progress = progress;
    }

    /// <summary>The findings in the order in which they were added.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Whether a column is to be dropped by what has been added.</summary>
    public bool IsDropped(string column) => _findings.Exists(finding => finding.Column == column && finding.Action == GuardAction.Drop);

    /// <summary>Adds a finding and tells it.</summary>
    public void Add(Finding finding)
    {
        _findings.Add(finding);
        Tell(finding);
    }

    /// <summary>Adds a finding that has been told already.</summary>
    public void AddTold(Finding finding) => _findings.Add(finding);

    /// <summary>Tells a finding that is added later, with its evidence.</summary>
    public void Tell(Finding finding)
    {
        lock (_lock) _progress?.Report(new GuardProgress(_done, _columns, finding));
    }

    /// <summary>Counts a column that has been measured.</summary>
    public void Count()
    {
        lock (_lock) _progress?.Report(new GuardProgress(++_done, _columns, null));
    }
}
