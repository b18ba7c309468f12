using System.Runtime.Versioning;
using Workflow.Jobs.Home;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Home;

[SupportedOSPlatform("linux")]
public sealed class WorkflowHomeTests : IDisposable
{
    private const UnixFileMode OnlyTheUser = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Constructor_NewHome_HasItsDirectoriesForThisUserAlone()
    {
        var home = new WorkflowHome(_folder.File("a", "home"));
        Assert.Equal(
            ["artifacts", "downloads", "endpoints", "engine", "images", "keys", "logs", "work"],
            Directory.EnumerateFileSystemEntries(home.Path).Select(path => Path.GetFileName(path)).Order());
        Assert.All(Directory.EnumerateDirectories(home.Path).Append(home.Path), directory => Assert.Equal(OnlyTheUser, File.GetUnixFileMode(directory)));
    }

    [Fact]
    public void Constructor_HomeThatExists_KeepsWhatIsInIt()
    {
        var home = new WorkflowHome(_folder.File("home"));
        File.WriteAllText(Path.Combine(home.Artifacts, "file"), "kept");
        Assert.Equal(home.Artifacts, new WorkflowHome(_folder.File("home")).Artifacts);
        Assert.Equal("kept", File.ReadAllText(Path.Combine(home.Artifacts, "file")));
    }

    [Fact]
    public void Constructor_RelativePath_StaysWhereItWas() =>
        Assert.Equal(Path.GetFullPath("x/../home", _folder.Path), new WorkflowHome($"{_folder.Path}/x/../home").Path);

    [Fact]
    public void Constructor_FileInTheWay_SaysWhatToDo()
    {
        File.WriteAllText(_folder.File("home"), string.Empty);
        var refused = Assert.Throws<HomeException>(() => new WorkflowHome(_folder.File("home")));
        Assert.StartsWith($"the state directory {_folder.File("home")} cannot be made: ", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("Set WORKFLOW_HOME to a directory that you may write.", refused.Message, StringComparison.Ordinal);
    }
}
