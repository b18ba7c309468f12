namespace Workflow.Jobs.Steps;

/// <summary>Takes the lines of log that a step writes. From any thread; never waits.</summary>
public interface IStepLog
{
    /// <summary>Takes a line.</summary>
    void Write(string line);
}
