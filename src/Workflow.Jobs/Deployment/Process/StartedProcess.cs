using System.Text.Json.Serialization;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Processes;

namespace Workflow.Jobs.Deployment.Process;

/// <summary>
/// A scorer of this machine, as its file in the endpoint's folder tells: what runs, and what it takes to start it again. The handle stays the same from
/// start to start; the process does not.
/// </summary>
/// <param name="Handle">How endpoints know it.</param>
/// <param name="Command">Program and arguments.</param>
internal sealed record StartedProcess(DeploymentHandle Handle, IReadOnlyList<string> Command)
{
    /// <summary>Name of the file with its output.</summary>
    public const string LogName = "scorer.log";

    /// <summary>The process, as <see cref="ProcessIdentity"/> writes it; null while it is being started, and where the handle names it, as it once did.</summary>
    public string? Process { get; init; }

    /// <summary>Whether it was ended on purpose: nobody but who did so starts it again.</summary>
    public bool IsHalted { get; init; }

    /// <summary>How often in a row it ended soon after it was started again.</summary>
    public int QuickEnds { get; init; }

    /// <summary>When it was last started again because it had ended; null for never.</summary>
    public DateTimeOffset? RestartedAt { get; init; }

    /// <summary>The keys that it was last started with, without the keys: they may have changed since it was deployed. Null for none.</summary>
    public HandedKeys? Keys { get; init; }

    /// <summary>Share of the rows that it sends here with their answers; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PredictionShare { get; init; }

    /// <summary>Folder of its endpoint.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = string.Empty;

    /// <summary>Name of its endpoint.</summary>
    [JsonIgnore]
    public string Endpoint => Path.GetFileName(Folder);

    /// <summary>Where its output goes.</summary>
    [JsonIgnore]
    public string Log => Path.Combine(Folder, LogName);

    /// <summary>Which process it is; null where nobody could write that down. Then it is the one that was started by its command: that names its port.</summary>
    public ProcessIdentity? Identify() => ProcessIdentity.TryParse(Process ?? Handle.Id) ?? ProcessTable.FindByArguments(Command.Skip(1).ToArray());

    /// <summary>Whether it runs.</summary>
    public bool IsAlive() => Identify()?.IsAlive() ?? false;
}
