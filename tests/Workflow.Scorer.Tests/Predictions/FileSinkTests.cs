using System.Diagnostics;
using System.Globalization;
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
        Assert.Equal([File, $"{File}.lock"], Directory.GetFiles(Path.GetDirectoryName(File)!).Order(StringComparer.Ordinal));
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
    public async Task Write_AnotherScorerWritesToo_WritesBehindItsLines()
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

    // Each file takes ten writes, so that each of them goes on where another one has begun a file.
    [Fact]
    public async Task Write_OtherScorersWriteAtOnce_LosesNoLine()
    {
        const int writers = 4, writes = 100, digits = 3;
        string[][] lines = [.. Enumerable.Range(0, writers).Select(writer => Enumerable.Range(0, writes).Select(write => $"{writer}{write.ToString($"D{digits}", CultureInfo.InvariantCulture)}").ToArray())];
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task[] writing = [.. lines.Select(WriteAllAsync)];
        start.SetResult();
        await Task.WhenAll(writing);
        string[] files = [.. Directory.GetFiles(Path.GetDirectoryName(File)!).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))];
        Assert.Equal(lines.SelectMany(own => own).Order(StringComparer.Ordinal), files.SelectMany(System.IO.File.ReadAllLines).Order(StringComparer.Ordinal));
        Assert.Equal(writers * writes / 10, files.Length);

        async Task WriteAllAsync(string[] own)
        {
            using var sink = new FileSink(File, largest: 10 * (digits + 2), kept: writers * writes);
            await start.Task;
            foreach (string line in own) await WriteAsync(sink, $"{line}\n");
        }
    }

    // As a tool leaves it that gives it another name.
    [Fact]
    public async Task Write_SomebodyMovedTheFile_BeginsAnew()
    {
        using var sink = new FileSink(File, largest: 1000, kept: 1);
        await WriteAsync(sink, "1\n");
        System.IO.File.Move(File, $"{File}.old");
        await WriteAsync(sink, "2\n");
        Assert.Equal("2\n", Read(File));
    }

    [Fact]
    public async Task Write_WhileAnotherOneHoldsTheTurn_Waits()
    {
        using var sink = new FileSink(File, largest: 1000, kept: 1);
        await WriteAsync(sink, "1\n");
        Task writing;
        using (await new FileTurn(File).TakeAsync(TestContext.Current.CancellationToken))
        {
            writing = WriteAsync(sink, "2\n");
            Assert.Equal("1\n", Read(File));
        }

        await writing;
        Assert.Equal("1\n2\n", Read(File));
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
