using Workflow.Jobs.Home;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Home;

public sealed class HomeLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WorkflowHome _home;

    public HomeLockTests() => _home = new WorkflowHome(_folder.File("home"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Take_HeldByAnother_NamesIt()
    {
        using var held = HomeLock.Take(_home, "run hydraulic-cooling");
        var refused = Assert.Throws<HomeException>(() => HomeLock.Take(_home, "up"));
        Assert.Equal(
            $"another process (run hydraulic-cooling, pid {Environment.ProcessId}) is working in {_home.Path}. Wait for it to end, or stop it.", refused.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    public void Take_HolderHasNotSaidItsNameYet_DoesWithout(string owner)
    {
        using var held = HomeLock.Take(_home, "up");
        File.WriteAllText(_home.LockFile + ".json", owner);
        Assert.StartsWith("another process is working in ", Assert.Throws<HomeException>(() => HomeLock.Take(_home, "up")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_AfterTheHolderLetGo_IsTaken()
    {
        HomeLock.Take(_home, "up").Dispose();
        using var second = HomeLock.Take(_home, "status");
        Assert.Contains("(status, pid ", Assert.Throws<HomeException>(() => HomeLock.Take(_home, "up")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_TwoHomes_DoNotDisturbEachOther()
    {
        using var first = HomeLock.Take(_home, "up");
        using var second = HomeLock.Take(new WorkflowHome(_folder.File("other")), "up");
        Assert.NotSame(first, second);
    }
}
