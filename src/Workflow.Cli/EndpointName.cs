using Workflow.Api.Contracts;
using Workflow.Cli.Sessions;
using Workflow.Training.Configuration;

namespace Workflow.Cli;

/// <summary>Names of endpoints as users type them: the endpoint's own, or its pipeline's where that has one endpoint only.</summary>
internal static class EndpointName
{
    /// <summary>The endpoint that a name means.</summary>
    /// <exception cref="CliException">There is none; the message says what there is.</exception>
    public static async Task<EndpointContract> RequireAsync(IWorkflowSession session, string asked, CancellationToken cancellationToken)
    {
        IReadOnlyList<EndpointContract> endpoints = await session.ListEndpointsAsync(cancellationToken).ConfigureAwait(false);
        if (endpoints.FirstOrDefault(endpoint => endpoint.Name == asked) is { } exact) return exact;
        if (endpoints.Count == 0) throw new CliException($"there is no endpoint '{asked}', nor any other");
        EndpointContract[] ofPipeline = [.. endpoints.Where(endpoint => endpoint.Pipeline == asked)];
        return ofPipeline is [{ } only]
            ? only
            : throw new CliException($"there is no endpoint '{asked}'; {NearestName.Hint(asked, [.. endpoints.Select(endpoint => endpoint.Name)])}");
    }
}
