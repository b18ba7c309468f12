using Workflow.Training.Errors;

namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>A deployment that cannot be asked to prove itself.</summary>
public sealed class ReceiptException(string message, Exception? innerException = null)
    : WorkflowException("receipt-failed", message, innerException);
