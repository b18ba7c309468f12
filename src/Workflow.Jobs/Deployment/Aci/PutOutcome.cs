using Workflow.Jobs.Deployment.Azure;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>What became of a request to create or update a group.</summary>
/// <param name="Failure">Why Azure did not take it; null where it did.</param>
/// <param name="Operation">Where Azure tells how it goes on; null where it does not.</param>
internal sealed record PutOutcome(ArmFailure? Failure, Uri? Operation);
