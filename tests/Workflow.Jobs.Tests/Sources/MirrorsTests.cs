using Workflow.Jobs.Sources;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Sources;

public sealed class MirrorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_SeveralMirrors_TheFirstWins()
    {
        string first = Write("one", "a.csv");
        Write("two", "a.csv");
        string second = Write("two", "b.csv");
        Directory.CreateDirectory(_folder.File("none"));
        Mirrors mirrors = Of(_folder.File("none"), _folder.File("one"), _folder.File("two"));
        Assert.Equal(first, mirrors.Find("a.csv"));
        Assert.Equal(second, mirrors.Find("b.csv"));
        Assert.Null(mirrors.Find("c.csv"));
    }

    [Fact]
    public void Find_FilesBelow_AreFoundOneLevelDeepInTheOrderOfTheirFolders()
    {
        Write("m", "z", "a.csv");
        string below = Write("m", "b", "a.csv");
        Write("m", "b", "deep", "d.csv");
        Assert.Equal(below, Of(_folder.File("m")).Find("a.csv"));
        Assert.Null(Of(_folder.File("m")).Find("d.csv"));
        string beside = Write("m", "a.csv");
        Assert.Equal(beside, Of(_folder.File("m")).Find("a.csv"));
    }

    // Misspelt, it would let simulated data take the place of what the user has.
    [Fact]
    public void Find_MirrorThatDoesNotExist_IsRefused()
    {
        Write("m", "a.csv");
        var refused = Assert.Throws<SourceException>(() => Of(_folder.File("m"), _folder.File("nowhere")).Find("a.csv"));
        Assert.Equal(
            $"WORKFLOW_DATA_MIRROR names {_folder.File("nowhere")}, which does not exist or is no directory; correct it, or unset it", refused.Message);
    }

    // Else a folder would be read as data.
    [Fact]
    public void Find_FolderOfThatName_IsNoFile()
    {
        Directory.CreateDirectory(_folder.File("m", "a.csv"));
        Assert.Null(Of(_folder.File("m")).Find("a.csv"));
    }

    [Fact]
    public void WhyNot_NamesTheMirrorsOrTheVariable()
    {
        Assert.Equal("WORKFLOW_DATA_MIRROR is not set", Of().WhyNot());
        Assert.Equal("not in /a or /b, nor one level below", Of("/a", "/b").WhyNot());
    }

    private static Mirrors Of(params string[] directories) => new(new SourceOptions { Mirrors = directories });

    private string Write(params string[] parts)
    {
        string path = _folder.File(parts);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, string.Concat(parts));
        return path;
    }
}
