using Workflow.Jobs.Steps;

namespace Workflow.Jobs.Tests.Steps.Isolation;

/// <summary>Counts what is written and keeps nothing.</summary>
internal sealed class CountedLog : IStepLog
{
    private long _characters;

    public long Characters => Interlocked.Read(ref _characters);

    public void Write(string line) => Interlocked.Add(ref _characters, line.Length);
}
