namespace Workflow.Scorer.Serving;

/// <summary>A request that comes while too many others are being answered or wait.</summary>
internal sealed class TooManyRequestsException(string message) : Exception(message);
