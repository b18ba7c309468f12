using Workflow.Jobs.Requests;
using Workflow.Jobs.Runs;

namespace Workflow.Api.Dashboard.Views;

/// <summary>A run that was asked for.</summary>
/// <param name="Request">The request.</param>
/// <param name="State">Where its run stands; null where it has none.</param>
public sealed record RequestedRun(RequestRecord Request, RunState? State);
