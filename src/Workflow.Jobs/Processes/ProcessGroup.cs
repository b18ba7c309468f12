namespace Workflow.Jobs.Processes;

/// <summary>
/// Processes that belong together: those with a mark, those of the program's session, and whatever these started. Once seen, a process
/// stays in. This process and those above it never belong to one. For one caller at a time.
/// </summary>
internal sealed class ProcessGroup
{
    private const int Passes = 10;

    // What belongs to this number is no program.
    private const int KernelThreads = 2;

    private readonly Func<ProcessMark, RunningProcess, bool> _isMarked;
    private readonly ProcessMark? _program;
    private readonly int _session;
    private readonly ProcessIdentity? _leader;
    private readonly HashSet<ProcessIdentity> _foreign = [];
    private HashSet<ProcessIdentity> _members = [];

    private ProcessGroup(Func<ProcessMark, RunningProcess, bool> isMarked) => _isMarked = isMarked;

    private ProcessGroup(ProcessMark program, int session)
        : this((mark, _) => program.Covers(mark)) =>
        (_program, _session, _leader) = (program, session, ProcessIdentity.Of(session));

    /// <summary>All that one program started.</summary>
    /// <param name="mark">Its mark.</param>
    /// <param name="session">The number of its first process, which leads a session.</param>
    public static ProcessGroup OfProgram(ProcessMark mark, int session) => new(mark, session);

    /// <summary>All that the programs of a step started.</summary>
    public static ProcessGroup OfStep(string step) => new((mark, _) => mark.Step == step);

    /// <summary>All whose owner has ended.</summary>
    public static ProcessGroup OfOrphans() => new((mark, process) => ProcessTable.IsNumberedLikeUs(process.Identity) && mark.IsOrphaned());

    /// <summary>Those that run now.</summary>
    /// <param name="onFound">Told each that belongs to the group by itself at once, while others are still being looked for; may be null.</param>
    public IReadOnlyList<RunningProcess> Find(Action<RunningProcess>? onFound = null)
    {
        HashSet<int> spared = UsAndAbove();
        bool isSessionOurs = _session > 0 && (RunningProcess.Of(_session) is not { } first || first.Identity == _leader);
        var all = new Dictionary<int, RunningProcess>();
        var marked = new List<RunningProcess>();
        var unsure = new HashSet<int>();

        // One that starts another and ends is never there when it is looked at: so look until no new ones turn up.
        bool isNew = true;
        var looked = new HashSet<int>(spared);
        for (int pass = 0; isNew && pass < Passes; pass++)
        {
            isNew = false;
            foreach (int pid in ProcessTable.Numbers())
            {
                if (!looked.Add(pid)) continue;
                isNew = true;
                if (RunningProcess.Of(pid) is not { } process) continue;
                all[pid] = process;
                bool? belongs = Belongs(process, isSessionOurs);
                if (belongs is null && unsure.Add(pid)) looked.Remove(pid);
                if (belongs is not true) continue;
                marked.Add(process);
                onFound?.Invoke(process);
            }
        }

        return WithWhatTheyStarted(marked, all.Values);
    }

    // Null: it cannot be said just now.
    private bool? Belongs(RunningProcess process, bool isSessionOurs)
    {
        if (_members.Contains(process.Identity) || (isSessionOurs && process.Session == _session)) return true;
        if (_foreign.Contains(process.Identity) || process.Parent == KernelThreads) return false;
        ProcessMark? mark = ProcessTable.MarkOf(process.Identity, out bool isCertain);
        if (mark is not null && _isMarked(mark, process)) return true;
        if (!isCertain) return null;

        // A program's processes are marked from their beginning: whoever is not will never be, and need not be asked ten times a second.
        if (_program is not null) _foreign.Add(process.Identity);
        return false;
    }

    private List<RunningProcess> WithWhatTheyStarted(IEnumerable<RunningProcess> marked, IEnumerable<RunningProcess> all)
    {
        ILookup<int, RunningProcess> children = all.ToLookup(process => process.Parent);
        var found = new List<RunningProcess>();
        var members = new HashSet<ProcessIdentity>();
        var next = new Queue<RunningProcess>(marked);
        while (next.TryDequeue(out RunningProcess? process))
        {
            if (!members.Add(process.Identity)) continue;
            found.Add(process);
            foreach (RunningProcess child in children[process.Identity.Pid]) next.Enqueue(child);
        }

        _members = members;
        return found;
    }

    private static HashSet<int> UsAndAbove()
    {
        var above = new HashSet<int>();
        for (int pid = Environment.ProcessId; pid > 0 && above.Add(pid);) pid = RunningProcess.Of(pid)?.Parent ?? 0;
        return above;
    }
}
