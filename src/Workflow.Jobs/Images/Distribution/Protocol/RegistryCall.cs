using System.Net;
using Workflow.Jobs.Images.Distribution.Authentication;

namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>A call of a registry.</summary>
/// <param name="Method">The method.</param>
/// <param name="Address">What is asked.</param>
/// <param name="Repository">The repository; null where it concerns none.</param>
/// <param name="Action">What is tried, for messages: "sending the blob ...".</param>
internal sealed record RegistryCall(HttpMethod Method, Uri Address, string? Repository, string Action)
{
    /// <summary>What must be allowed for it.</summary>
    public IReadOnlyList<RegistryScope> Scopes { get; init; } = [];

    /// <summary>Media types that are understood; empty for any.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>First byte that is wanted; 0 for all.</summary>
    public long From { get; init; }

    /// <summary>Makes the body of an attempt, which calls what it is given whenever bytes have gone out; null for none.</summary>
    public Func<Action, HttpContent>? Content { get; init; }

    /// <summary>Answers that are no failures, besides those of success.</summary>
    public IReadOnlyList<HttpStatusCode> Expected { get; init; } = [];
}
