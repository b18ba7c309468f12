using Workflow.Jobs.Home;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Workers;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Workers;

public sealed class StepDirectoriesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WorkflowHome _home;
    private readonly StepDirectories _directories;

    public StepDirectoriesTests()
    {
        _home = new WorkflowHome(_folder.File("home"));
        _directories = new StepDirectories(_home);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Remove_AnotherStepOfTheRunIsAtWork_LeavesItsDirectory()
    {
        var first = new StepClaim("run", "a", 1);
        var second = new StepClaim("run", "b", 1);
        _directories.Create(first);
        string path = _directories.Create(second);
        _directories.Remove(first);
        Assert.Equal([Path.Combine(_home.Work, "run"), Path.Combine(_home.Work, "run", "b"), path], Everything().Order(StringComparer.Ordinal));
        _directories.Remove(second);
        Assert.Empty(Everything());
    }

    [Fact]
    public void Remove_NeverCreated_DoesNothing()
    {
        _directories.Remove(new StepClaim("run", "a", 1));
        Assert.Empty(Everything());
    }

    // Steps of one run begin and end side by side.
    [Fact]
    public void CreateAndRemove_SideBySide_DoNotDisturbEachOther()
    {
        Parallel.For(0, 2000, i =>
        {
            var claim = new StepClaim("run", "step", i);
            File.WriteAllText(Path.Combine(_directories.Create(claim), "file"), "x");
            _directories.Remove(claim);
        });
        Assert.Empty(Everything());
    }

    private IEnumerable<string> Everything() => Directory.EnumerateFileSystemEntries(_home.Work, "*", SearchOption.AllDirectories);
}
