using System.Runtime.Versioning;
using Workflow.Jobs.Home;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Home;

[SupportedOSPlatform("linux")]
public sealed class WorkDirectoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WorkflowHome _home;

    public WorkDirectoryTests() => _home = new WorkflowHome(_folder.File("home"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Path_OfTwo_AreDirectoriesOfTheirOwn()
    {
        using var first = new WorkDirectory(_home);
        using var second = new WorkDirectory(_home);
        Assert.NotEqual(first.Path, second.Path);
        string[] both = [first.Path, second.Path];
        Assert.Equal(both.Order(StringComparer.Ordinal), Directory.EnumerateDirectories(_home.Work).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Dispose_WithFilesInIt_RemovesThem()
    {
        using (var directory = new WorkDirectory(_home))
        {
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(directory.Path, "a")).FullName, "table.csv"), "x");
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Work));
    }

    [Fact]
    public void Dispose_NeverAskedFor_HasMadeNothing()
    {
        Directory.Delete(_home.Work);
        new WorkDirectory(_home).Dispose();
        Assert.False(Path.Exists(_home.Work));
    }
}
