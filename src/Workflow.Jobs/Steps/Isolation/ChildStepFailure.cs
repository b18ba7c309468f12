using Workflow.Training.Errors;

namespace Workflow.Jobs.Steps.Isolation;

/// <summary>Why a step failed in its own process.</summary>
/// <param name="Code">The code of the expected failure, or one of those below.</param>
/// <param name="Message">For people.</param>
/// <param name="IsRetryable">Whether another attempt may help.</param>
internal sealed record ChildStepFailure(string Code, string Message, bool IsRetryable)
{
    private const string InputOutput = "input-output";
    private const string OutOfMemory = "out-of-memory";
    private const string Defect = "defect";

    // A message must fit into a line.
    private const int LongestMessage = 100_000;

    /// <summary>What went wrong with a file: full disks have a number of their own.</summary>
    public int HResult { get; init; }

    /// <summary>Where a defect is.</summary>
    public string? Trace { get; init; }

    /// <summary>What an exception says.</summary>
    public static ChildStepFailure Of(Exception failure)
    {
        string message = failure.Message.Length <= LongestMessage ? failure.Message : $"{failure.Message.AsSpan(0, LongestMessage)}…";
        return failure switch
        {
            WorkflowException expected => new ChildStepFailure(expected.Code, message, expected.IsRetryable),
            IOException file => new ChildStepFailure(InputOutput, message, IsRetryable: false) { HResult = file.HResult },
            OutOfMemoryException => new ChildStepFailure(OutOfMemory, "there was not enough memory", IsRetryable: true),
            _ => new ChildStepFailure(Defect, $"{failure.GetType().Name}: {message}", IsRetryable: false) { Trace = failure.ToString() },
        };
    }

    /// <summary>The exception that the step would have thrown in this process.</summary>
    public Exception ToException() => Code switch
    {
        InputOutput => new IOException(Message, HResult),
        Defect => new ChildStepDefect(Message, Trace),
        _ => new WorkflowException(Code, Message) { IsRetryable = IsRetryable },
    };
}
