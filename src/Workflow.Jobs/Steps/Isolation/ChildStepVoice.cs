using System.Text.Json;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Steps.Isolation;

/// <summary>How a step's own process talks to the worker: every call is one line of JSON. From any thread.</summary>
internal sealed class ChildStepVoice(Stream output) : IProgress<StepProgress>, IStepLog
{
    // The worker cuts lines of log there.
    private const int LongestLine = 16 << 10;

    private static readonly JsonSerializerOptions Format = JobsJson.Wire;
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public void Report(StepProgress value) => Say(new ChildStepReply { Reply = ChildStepReplyKind.Progress, Progress = value });

    /// <inheritdoc/>
    public void Write(string line) => Say(new ChildStepReply
    {
        Reply = ChildStepReplyKind.Log,
        Line = line.Length <= LongestLine ? line : $"{line.AsSpan(0, LongestLine)} … (line cut)",
    });

    /// <summary>Says something.</summary>
    public void Say(ChildStepReply reply)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(reply, Format), (byte)'\n'];
        lock (_gate)
        {
            output.Write(line);
            output.Flush();
        }
    }
}
