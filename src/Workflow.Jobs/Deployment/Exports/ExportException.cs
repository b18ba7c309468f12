using Workflow.Training.Errors;

namespace Workflow.Jobs.Deployment.Exports;

/// <summary>A version that cannot be exported as it was asked for.</summary>
public sealed class ExportException(string message, Exception? innerException = null) : WorkflowException("export-refused", message, innerException)
{
    /// <summary>Refuses where anything is wrong.</summary>
    /// <param name="what">What cannot be done.</param>
    /// <param name="problems">All that is wrong, each with its value and what is allowed.</param>
    /// <exception cref="ExportException">There is a problem.</exception>
    internal static void Require(string what, IEnumerable<string> problems)
    {
        string[] all = [.. problems];
        if (all.Length > 0) throw new ExportException($"{what}:\n{string.Join('\n', all)}");
    }
}
