using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Runs;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Steps.Programs;

/// <summary>Runs a program of the user's: its inputs and outputs are files, its parameters variables of its environment.</summary>
internal sealed class ProgramStep : IStep
{
    // By then the program itself is gone; what is left are others that it started behind everybody's back.
    private static readonly TimeSpan RestGrace = TimeSpan.FromSeconds(2);

    private readonly StepDefinition _definition;
    private readonly ProgramDefinition _program;
    private readonly StepContainers _containers;
    private readonly TimeProvider _time;

    /// <summary>Creates the step of a definition.</summary>
    public ProgramStep(StepDefinition definition, ProgramDefinition program, StepContainers containers, TimeProvider time)
    {
        _definition = definition;
        _program = program;
        _containers = containers;
        _time = time;
    }

    /// <summary>How long the program may take to end when it is told to stop, before it is killed.</summary>
    public required TimeSpan Grace { get; init; }

    /// <inheritdoc/>
    public string Name => _definition.Name;

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Inputs =>
        [.. _program.Inputs.Values.Distinct().Select(input => new StepOutput(input.Step, input.Output, StandardGraph.Outputs.GetValueOrDefault(input)))];

    /// <inheritdoc/>
    public IReadOnlyList<StepOutput> Outputs => [.. _program.Outputs.Select(output => new StepOutput(Name, output.Key, output.Value))];

    /// <inheritdoc/>
    public Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken) => Task.FromResult(
        new PreparedStep(ProgramParameters.Of(_program), token => RunAsync(context, token))
        {
            IsCacheable = _program.IsCached,
            CleanUpAsync = token => CleanUpAsync(context, token),
        });

    private async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        // A worker that was killed could not remove them.
        if (context.Claim.Fence > 1) await _containers.RemoveAsync(context.Claim, context.Log, cancellationToken).ConfigureAwait(false);
        var folders = new ProgramFolders(context, _program);
        await folders.FillAsync(cancellationToken).ConfigureAwait(false);
        var lines = new ProgramLines(context.Log, context.Progress);
        try
        {
            await ChildProcess.RunAsync(Program(_program.Command, folders, context) with { OnLine = lines.Take }, cancellationToken).ConfigureAwait(false);
        }
        catch (ChildProcessException failed)
        {
            throw new StepException(failed.Message, failed) { IsRetryable = failed.HasEndedByItself };
        }

        StepOutputs outputs = await new ProgramOutputs(context, _program, folders.Outputs).TakeAsync(cancellationToken).ConfigureAwait(false);
        return new StepResult(outputs, null);
    }

    private async Task CleanUpAsync(StepContext context, CancellationToken cancellationToken)
    {
        await new MarkedProcesses(_time).StopAsync(context.Claim.Mark, RestGrace, cancellationToken).ConfigureAwait(false);
        WorkflowException? refused = null;
        try
        {
            await _containers.RemoveAsync(context.Claim, context.Log, cancellationToken).ConfigureAwait(false);
        }
        catch (WorkflowException failure)
        {
            // The user's own clean-up is still to be done.
            refused = failure;
        }

        if (_program.CleanUp is { } command)
        {
            var folders = new ProgramFolders(context, _program);
            folders.Create();
            ChildProgram cleanUp = Program(command, folders, context) with { OnLine = (_, line) => context.Log.Write(line) };
            await ChildProcess.RunAsync(cleanUp, cancellationToken).ConfigureAwait(false);
        }

        if (refused is not null) throw refused;
    }

    private ChildProgram Program(IReadOnlyList<string> command, ProgramFolders folders, StepContext context)
    {
        if (!Directory.Exists(_program.Directory)) throw new StepException($"{Name}: the directory {_program.Directory}, in which its program runs, is not on this machine");
        return new ChildProgram(command[0], [.. command.Skip(1)], _program.Directory, folders.Environment())
        {
            Step = context.Claim.Mark,
            MemoryLimit = _definition.MemoryLimit,
            Grace = Grace,
            Time = _time,
        };
    }
}
