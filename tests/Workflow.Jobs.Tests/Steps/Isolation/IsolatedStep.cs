using Workflow.Jobs.Steps;

namespace Workflow.Jobs.Tests.Steps.Isolation;

/// <summary>A step that must never run in this process.</summary>
internal sealed class IsolatedStep : IStep
{
    public string Name => "train";

    public IReadOnlyList<StepOutput> Inputs => [];

    public IReadOnlyList<StepOutput> Outputs => [];

    public bool IsIsolated => true;

    public Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult(new PreparedStep(new { }, _ => throw new InvalidOperationException("it ran in the worker")));
}
