using System.Net;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Images.Distribution;

/// <summary>A registry that cannot be reached, refuses, or sends what it should not. The message names registry, repository, what was tried and the next step.</summary>
public sealed class RegistryException(string message, Exception? innerException = null, string code = RegistryException.Refused)
    : WorkflowException(code, message, innerException)
{
    /// <summary>Code: the registry does not answer, or not to the end.</summary>
    public const string Unreachable = "registry-unreachable";

    /// <summary>Code: the registry has too much to do, or a problem of its own.</summary>
    public const string Busy = "registry-busy";

    /// <summary>Code: nobody is logged in, or the login is not good enough.</summary>
    public const string Denied = "registry-denied";

    /// <summary>Code: there is no such repository, manifest or blob.</summary>
    public const string Missing = "registry-missing";

    /// <summary>Code: the registry refuses for another reason.</summary>
    public const string Refused = "registry-refused";

    /// <summary>Code: what the registry sent is not what was asked for.</summary>
    public const string Damaged = "registry-damaged";

    /// <summary>Code: the registry is set up in a way that cannot be used.</summary>
    public const string Unusable = "registry-unusable";

    /// <summary>The registry's name; null where the failure came before any call.</summary>
    public string? Registry { get; init; }

    /// <summary>The repository; null where the failure came before any call.</summary>
    public string? Repository { get; init; }

    /// <summary>Status of the answer; null where none came.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The registry's own code, for example <c>MANIFEST_UNKNOWN</c>; null where it named none.</summary>
    public string? RegistryCode { get; init; }

    /// <summary>How long the registry asks to wait; null where it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
