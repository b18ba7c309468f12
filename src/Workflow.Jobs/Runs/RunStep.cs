namespace Workflow.Jobs.Runs;

/// <summary>A step of a run.</summary>
/// <param name="Name">Name.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Seconds">Time that it took, or has taken so far.</param>
/// <param name="Message">What happened, in a few words.</param>
/// <param name="Progress">How far it has come, while it runs.</param>
public sealed record RunStep(string Name, StepState State, double? Seconds, string? Message, StepProgress? Progress);
