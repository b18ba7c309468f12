using System.Globalization;

namespace Workflow.Jobs.Processes;

/// <summary>
/// What a program of a step and everything that it starts carry in their environments. A process cannot lose it by leaving its session or by
/// being orphaned, as daemons do, so by it whatever a step started is found.
/// </summary>
/// <param name="Step">Whose program it is, for example run/step/fence; null where nobody said.</param>
/// <param name="Owner">The process that started the program and stops it.</param>
/// <param name="Program">
/// The program among all: its owner and a number. Where the owner itself belongs to a program, that one comes first, parted by a slash.
/// </param>
internal sealed record ProcessMark(string? Step, ProcessIdentity Owner, string Program)
{
    public const string StepVariable = "WORKFLOW_STEP";
    public const string OwnerVariable = "WORKFLOW_OWNER";
    public const string ProgramVariable = "WORKFLOW_PROGRAM";

    private static int _programs;

    /// <summary>With what all variables of a mark begin.</summary>
    public static ReadOnlySpan<byte> Prefix => "WORKFLOW_"u8;

    /// <summary>A mark for one more program of this process.</summary>
    /// <param name="step">Whose program it is; null: that of this process, where it has one.</param>
    public static ProcessMark Create(string? step)
    {
        ProcessIdentity owner = ProcessIdentity.Of(Environment.ProcessId) ?? throw new ChildProcessException("programs of steps can be run on Linux only");
        string program = string.Create(CultureInfo.InvariantCulture, $"{owner}.{Interlocked.Increment(ref _programs)}");
        string? ours = Environment.GetEnvironmentVariable(ProgramVariable);
        return new ProcessMark(
            step ?? Environment.GetEnvironmentVariable(StepVariable), owner, string.IsNullOrEmpty(ours) ? program : $"{ours}/{program}");
    }

    /// <summary>Reads the mark among variables, each NAME=value; null where there is none.</summary>
    public static ProcessMark? Read(IEnumerable<string> environment)
    {
        string? step = null, owner = null, program = null;
        foreach (string variable in environment)
        {
            int end = variable.IndexOf('=', StringComparison.Ordinal);
            if (end < 0) continue;
            string value = variable[(end + 1)..];
            switch (variable[..end])
            {
                case StepVariable: step = value; break;
                case OwnerVariable: owner = value; break;
                case ProgramVariable: program = value; break;
            }
        }

        return ProcessIdentity.TryParse(owner) is { } process && program is not null ? new ProcessMark(step, process, program) : null;
    }

    /// <summary>Puts the mark into the environment of a program; what stands there under its names gives way.</summary>
    public void AddTo(IDictionary<string, string?> environment)
    {
        environment.Remove(StepVariable);
        if (Step is not null) environment[StepVariable] = Step;
        environment[OwnerVariable] = Owner.ToString();
        environment[ProgramVariable] = Program;
    }

    /// <summary>Whether a process with another mark belongs to this program: it is the same, or was started by a process of it.</summary>
    public bool Covers(ProcessMark other) =>
        other.Program.StartsWith(Program, StringComparison.Ordinal) && (other.Program.Length == Program.Length || other.Program[Program.Length] == '/');

    /// <summary>Whether one of the processes that answer for the program has ended.</summary>
    public bool IsOrphaned() => !Owner.IsAlive() || Program.Split('/').Any(HasEnded);

    private static bool HasEnded(string program)
    {
        int number = program.LastIndexOf('.');
        return ProcessIdentity.TryParse(number < 0 ? program : program.AsSpan(0, number)) is { } owner && !owner.IsAlive();
    }
}
