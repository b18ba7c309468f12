using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Images.Bases;
using Workflow.Jobs.Pipelines;
using Workflow.Testing.Files;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Tests.Images.Bases;

public sealed class ExtraFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DirectoryArtifactStore _artifacts;

    public ExtraFilesTests() => _artifacts = new DirectoryArtifactStore(_folder.File("artifacts"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task PinAsync_Files_AreKeptByPathWithTheirBytesAndWhetherTheyRun()
    {
        Write("b.sh", "run");
        Write("certs/ca.pem", "trust");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.File("b.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        IReadOnlyList<ExtraFileDefinition> pinned = await PinAsync(("b.sh", "/opt/b"), ("certs/ca.pem", "/etc/ca.pem"));
        Assert.Equal([("/etc/ca.pem", 5, false), ("/opt/b", 3, true)], pinned.Select(file => (file.Path, file.Size, file.IsExecutable)));
        Write("certs/ca.pem", "changed");
        Assert.Equal("trust"u8.ToArray(), await _artifacts.ReadAsync(pinned[0].Sha256, Cancellation));
    }

    [Fact]
    public async Task PinAsync_FilesThatCannotBeTaken_AreToldTogether()
    {
        Write("real", "x");
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("real"));
        Directory.CreateDirectory(_folder.File("folder"));
        Directory.CreateSymbolicLink(_folder.File("way"), _folder.File("folder"));
        Write("folder/inside", "x");
        ConfigurationException told = await Assert.ThrowsAsync<ConfigurationException>(
            () => PinAsync(("link", "/a"), ("way/inside", "/b"), ("folder", "/c"), ("missing", "/d")));
        Assert.Equal(4, told.Problems.Count);
        Assert.All(told.Message.Split('\n').Zip(["is a link", "is a link", "is a folder", "does not exist"]), line => Assert.Contains(line.Second, line.First, StringComparison.Ordinal));
    }

    // Whoever reads a pipe that nobody writes waits for ever.
    [Fact]
    public async Task PinAsync_APipe_IsRefusedAtOnce()
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", [_folder.File("pipe")]);
        await made.WaitForExitAsync(Cancellation);
        ConfigurationException told = await Assert.ThrowsAsync<ConfigurationException>(() => PinAsync(("pipe", "/a")));
        Assert.Contains("is a pipe, a socket or a device", told.Message, StringComparison.Ordinal);
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(path))!);
        File.WriteAllText(_folder.File(path), text);
    }

    private Task<IReadOnlyList<ExtraFileDefinition>> PinAsync(params (string Source, string Target)[] files) => new ExtraFiles(_artifacts).PinAsync(
        _folder.Path, [.. files.Select(file => new ExtraFileConfig(file.Source, file.Target, new ConfigLocation("pipelines.yaml", 1, 1)))], Cancellation);
}
