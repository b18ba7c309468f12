using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Steps.Isolation;

/// <summary>What a process that carries out one step says: lines of JSON on its standard output, each with one of these.</summary>
internal sealed record ChildStepReply
{
    /// <summary>With what every reply begins; whatever else stands on standard output is a line of log.</summary>
    public const string Beginning = """{"reply":""";

    /// <summary>What it is.</summary>
    public required ChildStepReplyKind Reply { get; init; }

    /// <summary>How far it has come.</summary>
    public StepProgress? Progress { get; init; }

    /// <summary>A line of log.</summary>
    public string? Line { get; init; }

    /// <summary>What it has made; null where it failed before.</summary>
    public StepOutputs? Outputs { get; init; }

    /// <summary>What happened, in a few words.</summary>
    public string? Message { get; init; }

    /// <summary>Why it failed; null where it succeeded.</summary>
    public ChildStepFailure? Failure { get; init; }
}
