using Workflow.Training.Errors;

namespace Workflow.Training.Tests.Errors;

public sealed class WorkflowExceptionTests
{
    [Fact]
    public void Create_Parts_AreKept()
    {
        var inner = new IOException("disk");
        var wrong = new WorkflowException("some-code", "what to do", inner) { IsRetryable = true };
        Assert.Equal(("some-code", "what to do", true), (wrong.Code, wrong.Message, wrong.IsRetryable));
        Assert.Same(inner, wrong.InnerException);
        Assert.False(new WorkflowException("some-code", "what to do").IsRetryable);
    }

    // Only the base is caught where errors are told to users: whatever else is called an exception here would count as a defect.
    [Fact]
    public void Subclasses_OfThisAssembly_AreAllItsExceptions()
    {
        Type[] exceptions = [.. typeof(WorkflowException).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(Exception)))];
        Assert.InRange(exceptions.Length, 8, 100);
        Assert.All(exceptions, type => Assert.True(type.IsAssignableTo(typeof(WorkflowException)), $"{type} is no WorkflowException"));
        Assert.All(exceptions, type => Assert.True(type.IsSealed || type == typeof(WorkflowException), $"{type} is not sealed"));
    }
}
