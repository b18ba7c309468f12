using System.Diagnostics;
using System.Text;
using Workflow.Scorer.Predictions;
using Workflow.Testing.Files;

namespace Workflow.Scorer.Tests.Predictions;

public sealed class FileSinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("logs/predictions.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Write_MoreThanAFileMayHave_KeepsTheNewestFiles()
    {
        using (var sink = new FileSink(File, largest: 10, kept: 2))
        {
            foreach (string lines in (string[])["1111\n", "2222\n", "3333\n", "4444\n5555\n66666\n", "7\n", "8\n"]) await WriteAsync(sink, lines);
        }

        Assert.Equal("7\n8\n", Read(File));
        Assert.Equal("4444\n5555\n66666\n", Read($"{File}.1"));
        Assert.Equal("3333\n", Read($"{File}.2"));
        Assert.False(System.IO.File.Exists($"{File}.3"));
    }

    [Fact]
    public async Task Write_NoOtherFileIsKept_BeginsAnew()
    {
        using (var sink = new FileSink(File, largest: 4, kept: 0))
        {
            await WriteAsync(sink, "1\n2\n");
            await WriteAsync(sink, "3\n");
        }

        Assert.Equal("3\n", Read(File));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(File)!));
    }

    // As a scorer leaves it that was killed.
    [Fact]
    public async Task Write_TheLastLineHasNoEnd_BeginsAnotherOne()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, "{\"a\":1}\n{\"b\"", TestContext.Current.CancellationToken);
        using (var sink = new FileSink(File, largest: 1000, kept: 1)) await WriteAsync(sink, "{\"c\":3}\n");
        Assert.Equal("{\"a\":1}\n{\"b\"\n{\"c\":3}\n", Read(File));
    }

    [Fact]
    public async Task Write_WhereNothingCanBeWritten_SaysWhyAndTriesAgain()
    {
        Directory.CreateDirectory(File);
        using var sink = new FileSink(File, largest: 1000, kept: 1);
        await Assert.ThrowsAsync<IOException>(() => WriteAsync(sink, "1\n"));
        Directory.Delete(File);
        await WriteAsync(sink, "2\n");
        sink.Dispose();
        Assert.Equal("2\n", Read(File));
    }

    [Fact]
    public async Task Write_AnotherScorerWritesToo_OverwritesNothing()
    {
        using (FileSink sink = new(File, largest: 1000, kept: 1), other = new(File, largest: 1000, kept: 1))
        {
            await WriteAsync(sink, "1\n");
            await WriteAsync(other, "22222\n");
            await WriteAsync(sink, "3\n");
            await WriteAsync(other, "4\n");
        }

        Assert.Equal("1\n22222\n3\n4\n", Read(File));
    }

    [Fact]
    public async Task Write_SomebodyEmptiedTheFile_BeginsAnew()
    {
        using var sink = new FileSink(File, largest: 1000, kept: 1);
        await WriteAsync(sink, "1\n");
        await System.IO.File.WriteAllTextAsync(File, string.Empty, TestContext.Current.CancellationToken);
        await WriteAsync(sink, "2\n");
        Assert.Equal("2\n", Read(File));
    }

    // As /dev/stderr is in a container.
    [Fact]
    public async Task Write_ToAPipe_SaysThatItIsNone()
    {
        string pipe = _folder.File("pipe");
        using (Process made = Process.Start("mkfifo", [pipe])!) await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var sink = new FileSink(pipe, largest: 1000, kept: 1);
        IOException lost = await Assert.ThrowsAsync<IOException>(() => WriteAsync(sink, "1\n"));
        Assert.Equal($"'{pipe}': it is no file, but a pipe or a terminal; for standard output there is stdout", lost.Message);
    }

    private static string Read(string file) => System.IO.File.ReadAllText(file);

    private static Task WriteAsync(FileSink sink, string lines) => sink.WriteAsync(Encoding.UTF8.GetBytes(lines), TestContext.Current.CancellationToken);
}
