using Workflow.Training.Errors;

namespace Workflow.Jobs.Registry;

/// <summary>A version that cannot be had, or cannot be held or released.</summary>
public sealed class VersionException(string code, string message) : WorkflowException(code, message)
{
    /// <summary>Code: there is no such version.</summary>
    public const string Unknown = "version-unknown";

    /// <summary>Code: the bytes of the version were removed.</summary>
    public const string Removed = "version-removed";

    /// <summary>Code: the version is on hold already, or is not on hold.</summary>
    public const string Hold = "version-hold";
}
