using Workflow.Jobs.Deployment.Exports;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Deployment.Exports;

public sealed class TemplateFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Root => _folder.File("template");

    private string Output => _folder.File("out");

    [Fact]
    public void Write_OwnTemplate_FillsEveryFileWhereItLies()
    {
        Put("job.hcl", "image = \"{{ image }}\"\n");
        Put("scripts/run.sh", "docker run {{ image }} # {{ version }} {{ model }} {{ number }} {{ port }}\n");
        Put(".git/config", "{{ nothing }}");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(Root, "scripts", "run.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        ExportFolder.Write(Output, OwnExport.Write(TestExports.Of(TestExports.Repository), Root, Output), force: false);

        Assert.Equal(["job.hcl", "scripts/run.sh"], Directory.EnumerateFiles(Output, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Output, file)).Order(StringComparer.Ordinal));
        Assert.Equal($"docker run {TestExports.Repository}@{TestExports.Digest} # cooling@3 cooling 3 9090\n", File.ReadAllText(Path.Combine(Output, "scripts", "run.sh")));
        if (!OperatingSystem.IsWindows()) Assert.True(File.GetUnixFileMode(Path.Combine(Output, "scripts", "run.sh")).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public void Write_UnknownPlaceholder_WritesNothing()
    {
        Put("a.txt", "{{ image }}");
        Put("b.txt", "\n{{ secret }}");
        var refused = Assert.Throws<ExportException>(() => ExportFolder.Write(Output, OwnExport.Write(TestExports.Of(TestExports.Repository), Root, Output), force: false));
        Assert.Contains("b.txt:2: there is no value 'secret'", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Output));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_Link_IsRefused(bool isFolder)
    {
        Put("a.txt", "a");
        string elsewhere = _folder.File("elsewhere");
        Directory.CreateDirectory(elsewhere);
        File.WriteAllText(Path.Combine(elsewhere, "secret"), "secret");
        if (isFolder) Directory.CreateSymbolicLink(Path.Combine(Root, "link"), elsewhere);
        else File.CreateSymbolicLink(Path.Combine(Root, "link"), Path.Combine(elsewhere, "secret"));
        var refused = Assert.Throws<ExportException>(() => TemplateFolder.Read(Root, Output));
        Assert.Contains(Path.Combine(Root, "link"), refused.Message, StringComparison.Ordinal);
        Assert.Contains("is a link", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FoldersInEachOther_AreRefused()
    {
        Put("a.txt", "a");
        Assert.Throws<ExportException>(() => TemplateFolder.Read(Root, Path.Combine(Root, "out")));
        Assert.Throws<ExportException>(() => TemplateFolder.Read(Root, Root));
        Assert.Throws<ExportException>(() => TemplateFolder.Read(Root, _folder.Path));
        Assert.Single(TemplateFolder.Read(Root, $"{Root}-out"));
    }

    [Fact]
    public void Read_NothingThere_IsRefused()
    {
        Assert.Contains("is no folder", Assert.Throws<ExportException>(() => TemplateFolder.Read(Root, Output)).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(Root);
        Assert.Contains("has no files", Assert.Throws<ExportException>(() => TemplateFolder.Read(Root, Output)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void Put(string path, string text)
    {
        string file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
