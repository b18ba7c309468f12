namespace Workflow.Training.Errors;

/// <summary>
/// Something went wrong that the user can understand and mend. The message is fit for a terminal: it names the place, the value and the
/// remedy. Anything that is not a <see cref="WorkflowException"/> is a bug.
/// </summary>
public class WorkflowException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">Stable kebab-case identifier, for programs.</param>
    /// <param name="message">For people.</param>
    /// <param name="innerException">What caused it, if anything.</param>
    public WorkflowException(string code, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
    }

    /// <summary>Stable kebab-case identifier, for programs.</summary>
    public string Code { get; }

    /// <summary>Whether the same action may succeed later without anybody mending anything, for example after a network error.</summary>
    public bool IsRetryable { get; init; }
}
