using Workflow.Jobs.Steps;
using Workflow.Jobs.Steps.BuildImage;
using Workflow.Jobs.Steps.Validate;

namespace Workflow.Jobs.Tests.Retention.Garbage;

/// <summary>Says which outputs are documents, and does nothing.</summary>
internal sealed class DocumentStep : IStep
{
    public string Name => "validate";

    public IReadOnlyList<StepOutput> Inputs => [];

    public IReadOnlyList<StepOutput> Outputs => [ValidateStep.Pipeline, ValidateStep.Report, BuildImageStep.Image];

    public Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken) => throw new NotSupportedException();
}
