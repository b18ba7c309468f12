using Workflow.Jobs.Batches;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Batches;

public sealed class InputFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_APattern_MeansTheFilesOfRowsThatAreWholeInTheOrderOfTheirNames()
    {
        foreach (string name in (string[])["b.csv", "a.csv.gz", ".c.csv", "notes.txt", "a.csv.errors.csv", "a.csv.summary.json", "deep/d.tsv", ".out.csv.batch/rows.csv"]) Add(name);

        Assert.Equal([At("a.csv.gz"), At("b.csv")], InputFiles.Find([At("*")]));
        Assert.Equal([At("b.csv")], InputFiles.Find([At("*.csv"), At("b.csv")]));
        Assert.Equal([At("a.csv.gz"), At("b.csv"), At("deep/d.tsv")], InputFiles.Find([At("**/*")]));
        Assert.Equal([At("deep/d.tsv")], InputFiles.Find([At("d*/*.tsv")]));
    }

    [Theory]
    [InlineData("none.csv", "does not exist")]
    [InlineData("*.tsv", "there is no such file of rows")]
    [InlineData("nowhere/*.tsv", "there is no such file of rows")]
    [InlineData("notes.txt", "none that is known")]
    [InlineData("deep", "is a folder; name the files in it")]
    public void Find_NothingToScore_SaysSo(string pattern, string told)
    {
        foreach (string name in (string[])["b.csv", "notes.txt", "deep/d.csv"]) Add(name);

        Assert.Contains(told, Assert.Throws<BatchException>(() => InputFiles.Find([At(pattern)])).Message, StringComparison.Ordinal);
    }

    private string At(string name) => Path.GetFullPath(Path.Join(_folder.Path, name));

    private void Add(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), "x\n1\n");
    }
}
