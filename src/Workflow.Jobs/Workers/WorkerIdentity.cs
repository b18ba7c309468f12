using System.Globalization;
using Workflow.Jobs.Steps;

namespace Workflow.Jobs.Workers;

/// <summary>What a worker is: the process and its code.</summary>
/// <param name="Host">Name of the machine.</param>
/// <param name="Pid">The process.</param>
/// <param name="Release">Version of the program, for people.</param>
/// <param name="Code">Version of the code that steps run: workers of one database have the same.</param>
public sealed record WorkerIdentity(string Host, long Pid, string Release, string Code)
{
    /// <summary>This process.</summary>
    public static WorkerIdentity OfThisProcess { get; } = new(
        Environment.MachineName, Environment.ProcessId, typeof(WorkerIdentity).Assembly.GetName().Version!.ToString(3), CodeVersion.Steps);

    /// <summary>Name for people: machine and process.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Host}-{Pid}");
}
