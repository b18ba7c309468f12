using Workflow.Api.Contracts;
using Workflow.Jobs.Runs;

namespace Workflow.Api.Dashboard;

/// <summary>What the overview shows.</summary>
/// <param name="Endpoints">Endpoints and how they are.</param>
/// <param name="Versions">The newest versions.</param>
/// <param name="Runs">The newest runs.</param>
public sealed record Overview(
    IReadOnlyList<EndpointContract> Endpoints, IReadOnlyList<VersionContract> Versions, IReadOnlyList<RunResult> Runs);
