using System.Runtime.Versioning;
using System.Text;
using Workflow.Testing.Files;
using Workflow.Training.Files;

namespace Workflow.Training.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_NewFolders_AreMade()
    {
        string path = _folder.File("a", "b", "file.bin");
        AtomicFile.Write(path, [1, 2, 3]);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
    }

    [Fact]
    public async Task Write_FileThatExists_IsReplaced()
    {
        string path = _folder.File("file.txt");
        AtomicFile.Write(path, "a long first content"u8);
        AtomicFile.Write(path, "second"u8);
        Assert.Equal("second", File.ReadAllText(path));
        await AtomicFile.WriteAsync(path, async stream => await stream.WriteAsync("third"u8.ToArray()));
        Assert.Equal("third", File.ReadAllText(path));
        Assert.Equal(path, Assert.Single(Everything()));
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void Write_WithAMode_HasItWhateverWasThere()
    {
        const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        string path = _folder.File("file.txt");
        File.WriteAllText(path, "old");
        File.SetUnixFileMode(path, Mine | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        AtomicFile.Write(path, "new"u8, Mine);
        Assert.Equal((Mine, "new"), (File.GetUnixFileMode(path), File.ReadAllText(path)));
        Assert.Equal(path, Assert.Single(Everything()));
    }

    [Fact]
    public async Task WriteAsync_BeforeItsEnd_NothingIsVisible()
    {
        string path = _folder.File("file.txt");
        AtomicFile.Write(path, "old"u8);
        await AtomicFile.WriteAsync(path, async stream =>
        {
            await stream.WriteAsync(new byte[1 << 20]);
            await stream.FlushAsync();
            Assert.Equal("old", File.ReadAllText(path));
            Assert.Equal(2, Everything().Length);
            Assert.All(Everything().Where(file => file != path), file => Assert.StartsWith(".file.txt.", Path.GetFileName(file), StringComparison.Ordinal));
        });
        Assert.Equal(1 << 20, new FileInfo(path).Length);
    }

    [Fact]
    public async Task WriteAsync_Failure_LeavesTheOldFileAndNothingElse()
    {
        string path = _folder.File("file.txt");
        AtomicFile.Write(path, "old"u8);
        await Assert.ThrowsAsync<IOException>(() => AtomicFile.WriteAsync(path, async stream =>
        {
            await stream.WriteAsync("half"u8.ToArray());
            throw new IOException("no space left on device");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(path, Assert.Single(Everything()));
    }

    [Fact]
    public async Task WriteAsync_Cancelled_LeavesNothing()
    {
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => AtomicFile.WriteAsync(_folder.File("file.txt"), _ => throw new OperationCanceledException()));
        Assert.Empty(Everything());
    }

    [Fact]
    public void Write_FolderInTheWay_LeavesNoTemporaryFile()
    {
        string path = _folder.File("name");
        Directory.CreateDirectory(Path.Combine(path, "inside"));
        Assert.ThrowsAny<Exception>(() => AtomicFile.Write(path, [1]));
        Assert.Empty(Everything());
    }

    // Whoever reads while others write sees one of the whole contents.
    [Fact]
    public async Task Write_ManyAtOnce_TheFileIsAlwaysWhole()
    {
        string path = _folder.File("file.txt");
        AtomicFile.Write(path, Encoding.ASCII.GetBytes(new string('0', 50_000)));
        using var done = new CancellationTokenSource();
        Task<int> reader = Task.Run(() =>
        {
            int reads = 0;
            for (; !done.IsCancellationRequested || reads == 0; reads++)
            {
                string text = File.ReadAllText(path);
                Assert.Equal(50_000, text.Length);
                Assert.Single(text.Distinct());
            }

            return reads;
        });
        await Task.WhenAll(Enumerable.Range(1, 4).Select(writer => Task.Run(() =>
        {
            for (int i = 0; i < 15; i++) AtomicFile.Write(path, Encoding.ASCII.GetBytes(new string((char)('0' + writer), 50_000)));
        })));
        await done.CancelAsync();
        Assert.True(await reader > 0);
        Assert.Single(Everything());
    }

    private string[] Everything() => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories);
}
