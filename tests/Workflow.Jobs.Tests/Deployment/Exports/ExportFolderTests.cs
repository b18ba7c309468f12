using Workflow.Jobs.Deployment.Exports;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Deployment.Exports;

public sealed class ExportFolderTests : IDisposable
{
    private static readonly ExportedFile[] Files = [new("a.txt", "new"u8.ToArray()), new("b/c.txt", "new"u8.ToArray())];

    private readonly TemporaryFolder _folder = new();

    private string Root => _folder.File("out");

    [Fact]
    public void Write_FolderWithSomethingInIt_IsRefusedAndLeftAlone()
    {
        Put("a.txt", "mine");
        var refused = Assert.Throws<ExportException>(() => ExportFolder.Write(Root, Files, force: false));
        Assert.Contains("is not empty", refused.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Root, "a.txt")));
        Assert.False(Directory.Exists(Path.Combine(Root, "b")));
    }

    [Fact]
    public void Write_ByForce_ReplacesItsOwnFilesAndLeavesAllOthers()
    {
        Put("a.txt", "mine");
        Put("terraform.tfstate", "mine");
        ExportFolder.Write(Root, Files, force: true);
        Assert.Equal("new", File.ReadAllText(Path.Combine(Root, "a.txt")));
        Assert.Equal("new", File.ReadAllText(Path.Combine(Root, "b", "c.txt")));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Root, "terraform.tfstate")));
    }

    [Fact]
    public void Write_FileInPlaceOfTheFolder_IsRefused()
    {
        File.WriteAllText(Root, "mine");
        Assert.Contains("is a file", Assert.Throws<ExportException>(() => ExportFolder.Write(Root, Files, force: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FolderInPlaceOfAFile_IsRefused()
    {
        Put("a.txt/mine", "mine");
        Assert.Contains("is a folder", Assert.Throws<ExportException>(() => ExportFolder.Write(Root, Files, force: true)).Message, StringComparison.Ordinal);
    }

    // Whoever may write into the folder decides nothing about files elsewhere.
    [Fact]
    public void Write_LinkToAFolderElsewhere_IsRefused()
    {
        string elsewhere = Directory.CreateDirectory(_folder.File("elsewhere")).FullName;
        Directory.CreateDirectory(Root);
        Directory.CreateSymbolicLink(Path.Combine(Root, "b"), elsewhere);
        Assert.Contains("is a link", Assert.Throws<ExportException>(() => ExportFolder.Write(Root, Files, force: true)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere));
        Assert.False(File.Exists(Path.Combine(Root, "a.txt")));
    }

    [Fact]
    public void Write_LinkInPlaceOfAFile_IsReplacedAndNotFollowed()
    {
        string elsewhere = _folder.File("elsewhere");
        File.WriteAllText(elsewhere, "mine");
        Directory.CreateDirectory(Root);
        File.CreateSymbolicLink(Path.Combine(Root, "a.txt"), elsewhere);
        ExportFolder.Write(Root, Files, force: true);
        Assert.Equal("mine", File.ReadAllText(elsewhere));
        Assert.Null(new FileInfo(Path.Combine(Root, "a.txt")).LinkTarget);
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("/a")]
    [InlineData("a/../../b")]
    [InlineData("")]
    public void Write_PathOutside_IsRefused(string path) => Assert.Throws<ExportException>(() => ExportFolder.Write(Root, [new ExportedFile(path, "a"u8.ToArray())], force: true));

    public void Dispose() => _folder.Dispose();

    private void Put(string path, string text)
    {
        string file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
