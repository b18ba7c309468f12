using System.Data.Common;

namespace Workflow.Jobs.Runs;

/// <summary>
/// Something that is written together with every run's end: a message that is to be sent, a run that is to follow. Either both are stored
/// or neither is, so nothing is forgotten by a process that dies and nothing is done twice.
/// </summary>
public interface IRunEndEffect
{
    /// <summary>Writes it.</summary>
    Task ApplyAsync(EndedRun run, DbTransaction transaction, CancellationToken cancellationToken);
}
