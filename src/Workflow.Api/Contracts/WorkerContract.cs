using Workflow.Jobs.Workers;

namespace Workflow.Api.Contracts;

/// <summary>A worker.</summary>
/// <param name="Id">UUID.</param>
/// <param name="Name">Machine and process.</param>
/// <param name="Host">The machine.</param>
/// <param name="Pid">The process.</param>
/// <param name="Release">Version of the program.</param>
/// <param name="Queues">The queues that it serves; empty for all.</param>
/// <param name="Slots">Steps that it works on at a time.</param>
/// <param name="Running">Steps that it worked on when it was last seen.</param>
/// <param name="State"><c>Working</c>, <c>Draining</c> or <c>Gone</c>.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="SeenAt">When it last said that it lives.</param>
public sealed record WorkerContract(
    string Id,
    string Name,
    string Host,
    long Pid,
    string Release,
    IReadOnlyList<string> Queues,
    int Slots,
    int Running,
    WorkerState State,
    DateTimeOffset StartedAt,
    DateTimeOffset SeenAt)
{
    /// <summary>The contract of a worker.</summary>
    public static WorkerContract Of(WorkerRecord worker) => new(
        worker.Id,
        worker.Identity.Name,
        worker.Identity.Host,
        worker.Identity.Pid,
        worker.Identity.Release,
        worker.Queues,
        worker.Slots,
        worker.Running,
        worker.State,
        worker.StartedAt,
        worker.SeenAt);
}
