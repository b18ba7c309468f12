using Workflow.Testing.Files;
using Workflow.Training.Files;

namespace Workflow.Training.Tests.Files;

public sealed class FolderFlushTests
{
    [Fact]
    public void Run_AFolder_IsFlushedWhereNamesAreNotKeptInAJournal()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(!OperatingSystem.IsWindows(), FolderFlush.Run(folder.Path));
    }

    [Fact]
    public void Run_NoFolder_IsNotFlushed()
    {
        using var folder = new TemporaryFolder();
        Assert.False(FolderFlush.Run(folder.File("none")));
    }
}
