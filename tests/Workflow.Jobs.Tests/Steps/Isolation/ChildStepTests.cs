using System.Text;
using System.Text.Json.Nodes;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Steps.Isolation;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Tests.Steps.Isolation;

public sealed class ChildStepTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("no request\n")]
    [InlineData("{\n")]
    public async Task RunAsync_NoRequest_IsRefused(string input)
    {
        using var output = new MemoryStream();
        Assert.False(await ChildStep.RunAsync(new OpenEnded(input), output, Cancellation));
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public async Task RunAsync_OtherCode_IsRefusedWithWhatToDo()
    {
        using var output = new MemoryStream();
        Assert.True(await ChildStep.RunAsync(new OpenEnded("""{"codeVersion":"0123456789abcdef"}""" + "\n"), output, Cancellation));
        JsonNode reply = JsonNode.Parse(Encoding.UTF8.GetString(output.ToArray()))!;
        Assert.Equal("Result", reply["reply"]!.GetValue<string>());
        Assert.Equal(
            $"the program was replaced while the worker ran: the worker is code version 0123456789abcdef, the program {CodeVersion.Steps}; restart the worker",
            reply["failure"]!["message"]!.GetValue<string>());
        Assert.False(reply["failure"]!["isRetryable"]!.GetValue<bool>());
    }

    [Fact]
    public void Failure_ThereAndBack_IsTheSame()
    {
        var expected = Assert.IsType<WorkflowException>(ChildStepFailure.Of(new StepException("no") { IsRetryable = true }).ToException());
        Assert.Equal(("step-failed", "no", true), (expected.Code, expected.Message, expected.IsRetryable));
        Assert.Equal(28, Assert.IsType<IOException>(ChildStepFailure.Of(new IOException("full", 28)).ToException()).HResult);
        Assert.Contains("InvalidOperationException: wrong", ChildStepFailure.Of(new InvalidOperationException("wrong")).ToException().ToString(), StringComparison.Ordinal);
        var memory = Assert.IsType<WorkflowException>(ChildStepFailure.Of(new InsufficientMemoryException()).ToException());
        Assert.Equal(("out-of-memory", true), (memory.Code, memory.IsRetryable));
        Assert.Equal(100_001, ChildStepFailure.Of(new StepException(new string('x', 1_000_000))).Message.Length);
    }

    // What it reads first, and then no end: that would end the tests.
    private sealed class OpenEnded(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override int Read(Span<byte> buffer) => Wait(base.Read(buffer));

        public override int Read(byte[] buffer, int offset, int count) => Wait(base.Read(buffer, offset, count));

        private int Wait(int count)
        {
            if (count == 0 && text.Length > 0) new ManualResetEvent(false).WaitOne();
            return count;
        }
    }
}
