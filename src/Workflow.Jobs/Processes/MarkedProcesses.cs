namespace Workflow.Jobs.Processes;

/// <summary>
/// Finds and stops what the programs of steps have started, by the marks in their environments: daemons too, and those of workers that are
/// gone. Not found is a process that wiped its environment, left its session and lost its parent before anybody looked.
/// </summary>
public sealed class MarkedProcesses(TimeProvider time)
{
    /// <summary>The processes of a step that run now.</summary>
    /// <param name="step">As in <see cref="ChildProgram.Step"/>.</param>
    public static IReadOnlyList<RunningProcess> OfStep(string step) => ProcessGroup.OfStep(step).Find();

    /// <summary>Stops all processes of a step but this one and those above it, and waits until they are gone.</summary>
    /// <param name="step">As in <see cref="ChildProgram.Step"/>.</param>
    /// <param name="grace">How long they may take to end by themselves; zero: they are not asked.</param>
    /// <param name="cancellationToken">Cuts the grace short. They are stopped all the same.</param>
    public Task<StopResult> StopAsync(string step, TimeSpan grace, CancellationToken cancellationToken) =>
        ProcessGroup.OfStep(step).StopAsync(grace, time, cancellationToken);

    /// <summary>Stops the processes of programs whose owner was killed, and waits until they are gone. Those in containers are left to them.</summary>
    /// <param name="grace">How long they may take to end by themselves; zero: they are not asked.</param>
    /// <param name="cancellationToken">Cuts the grace short. They are stopped all the same.</param>
    public Task<StopResult> StopOrphansAsync(TimeSpan grace, CancellationToken cancellationToken) =>
        ProcessGroup.OfOrphans().StopAsync(grace, time, cancellationToken);
}
