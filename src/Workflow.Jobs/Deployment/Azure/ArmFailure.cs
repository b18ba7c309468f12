namespace Workflow.Jobs.Deployment.Azure;

/// <summary>A request that the Resource Manager did not fulfil.</summary>
/// <param name="Status">HTTP status; 0 where the connection was lost before an answer came, so that nobody knows what became of the request.</param>
/// <param name="Code">Azure's name of the error; empty where there is none.</param>
/// <param name="Message">Azure's words.</param>
/// <param name="RetryAfter">How long Azure asks to wait; null where it does not say.</param>
public sealed record ArmFailure(int Status, string Code, string Message, TimeSpan? RetryAfter)
{
    /// <summary>Whether the same request may succeed later without anybody mending anything.</summary>
    public bool IsPassing => Status is 0 or 408 or 429 or >= 500;

    /// <summary>Whether what was asked for is not there.</summary>
    public bool IsMissing => Status == 404;
}
