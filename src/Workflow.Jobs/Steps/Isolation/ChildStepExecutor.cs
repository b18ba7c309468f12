using Workflow.Jobs.Hosting;
using Workflow.Jobs.Json;
using Workflow.Jobs.Processes;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Steps.Isolation;

/// <summary>
/// Carries out isolated steps in a process of their own, a child of this one that ends with it, and all others in this process. A crash of
/// native code, a lack of memory or a limit that was exceeded is then a failed attempt with its reason.
/// </summary>
public sealed class ChildStepExecutor : IStepExecutor
{
    // Longer than any reply: a message of a failure is cut at 100,000 characters, a line of log at much less.
    private const int LongestReply = 1 << 20;

    private readonly IReadOnlyList<string> _command;
    private readonly string _homePath;
    private readonly string? _artifactsAddress;
    private readonly TimeProvider _time;

    /// <summary>Creates an executor.</summary>
    /// <param name="options">With <see cref="JobsOptions.ExecStepCommand"/>.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">There is no such command.</exception>
    public ChildStepExecutor(JobsOptions options, TimeProvider time)
    {
        _command = options.ExecStepCommand is { Count: > 0 } command ? command : throw new ArgumentException("there is no command for steps", nameof(options));
        _homePath = Path.GetFullPath(options.HomePath);
        _artifactsAddress = options.ArtifactsAddress;
        _time = time;
    }

    /// <summary>How long a step may take to end when it is told to stop, before it is killed: less than a worker waits for it.</summary>
    internal TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    /// <exception cref="WorkflowException">The step failed, or its process did.</exception>
    public Task<StepResult> RunAsync(IStep toRun, PreparedStep prepared, StepContext context, CancellationToken cancellationToken) =>
        toRun.IsIsolated ? RunInChildAsync(context, cancellationToken) : prepared.RunAsync(cancellationToken);

    private async Task<StepResult> RunInChildAsync(StepContext context, CancellationToken cancellationToken)
    {
        var replies = new ChildStepReplies(context);
        try
        {
            await ChildProcess.RunAsync(Program(context, replies), cancellationToken).ConfigureAwait(false);
        }
        catch (ChildProcessException) when (replies.Result is not null)
        {
            // What it has made is whole; how it ended behind that changes nothing.
        }
        catch (ChildProcessException ended) when (ended.HasEndedByItself)
        {
            throw new StepException(ended.Message, ended) { IsRetryable = true };
        }

        ChildStepReply result = replies.Result
            ?? throw new StepException($"the process of step {context.Claim.Step} ended without a result") { IsRetryable = true };
        if (result.Outputs is null) throw result.Failure!.ToException();
        return new StepResult(result.Outputs, result.Message)
        {
            Failure = result.Failure is { } failure ? new WorkflowException(failure.Code, failure.Message) { IsRetryable = failure.IsRetryable } : null,
        };
    }

    private ChildProgram Program(StepContext context, ChildStepReplies replies)
    {
        var request = new ChildStepRequest(
            CodeVersion.Steps, context.Claim, context.Attempt, context.Definition, context.Earlier, _homePath, _artifactsAddress, context.WorkDirectory);
        return new ChildProgram(_command[0], [.. _command.Skip(1)], context.WorkDirectory, ChildEnvironment.OfSteps())
        {
            Step = context.Claim.Mark,
            Title = $"the process of step {context.Claim.Step}",
            Input = (byte[])[.. JobsJson.WriteUtf8(request), (byte)'\n'],
            SpeaksToPrograms = true,
            LongestLine = LongestReply,
            OnLine = replies.Take,
            MemoryLimit = context.Step.MemoryLimit,
            Grace = Grace,
            Time = _time,
        };
    }
}
