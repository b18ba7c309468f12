using System.Text;
using System.Text.Json;
using Workflow.Jobs.Json;
using Workflow.Jobs.Processes;

namespace Workflow.Jobs.Steps.Isolation;

/// <summary>Takes what a step's own process says.</summary>
internal sealed class ChildStepReplies(StepContext context)
{
    private readonly Lock _gate = new();
    private ChildStepReply? _result;

    /// <summary>How the step ended; null where the process has not said.</summary>
    public ChildStepReply? Result
    {
        get
        {
            lock (_gate) return _result;
        }
    }

    /// <summary>Takes a line.</summary>
    /// <exception cref="StepException">It is a reply, but none that is known.</exception>
    public void Take(LineOrigin from, string line)
    {
        // What native code prints is log too.
        if (from != LineOrigin.Output || !line.StartsWith(ChildStepReply.Beginning, StringComparison.Ordinal))
        {
            context.Log.Write(line);
            return;
        }

        ChildStepReply reply = Read(line);
        switch (reply.Reply)
        {
            case ChildStepReplyKind.Progress when reply.Progress is { } progress:
                context.Progress.Report(progress);
                break;
            case ChildStepReplyKind.Log when reply.Line is { } text:
                context.Log.Write(text);
                break;
            case ChildStepReplyKind.Result when IsWhole(reply):
                lock (_gate) _result = reply;
                break;
            default:
                throw Unknown(line);
        }
    }

    private static bool IsWhole(ChildStepReply result) => result.Outputs is null
        ? result.Failure is not null
        : result.Outputs is { Artifacts: { } artifacts, Values: { } values } && artifacts.Values.Concat(values.Values).All(value => value is not null);

    private ChildStepReply Read(string line)
    {
        try
        {
            return JobsJson.Read<ChildStepReply>(Encoding.UTF8.GetBytes(line));
        }
        catch (JsonException)
        {
            throw Unknown(line);
        }
    }

    private StepException Unknown(string line) =>
        new($"the process of step {context.Claim.Step} said what nobody understands: {(line.Length > 200 ? $"{line.AsSpan(0, 200)}…" : line)}");
}
