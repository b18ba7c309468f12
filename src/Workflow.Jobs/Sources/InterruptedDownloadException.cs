namespace Workflow.Jobs.Sources;

/// <summary>A download that did not come to its end.</summary>
/// <param name="message">Why.</param>
/// <param name="isWorthRetrying">Whether it may go on in a moment: bytes had come, or the server asked for patience.</param>
/// <param name="innerException">What caused it, if anything.</param>
internal sealed class InterruptedDownloadException(string message, bool isWorthRetrying, Exception? innerException = null)
    : Exception(message, innerException)
{
    public bool IsWorthRetrying { get; } = isWorthRetrying;
}
