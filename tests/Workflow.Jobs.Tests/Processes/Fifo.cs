using System.Diagnostics;

namespace Workflow.Jobs.Tests.Processes;

/// <summary>A named pipe, by which programs and tests wait for each other.</summary>
internal sealed class Fifo : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public Fifo(string path)
    {
        Path = path;
        using Process made = Process.Start(new ProcessStartInfo("mkfifo", [path]) { UseShellExecute = false })!;
        made.WaitForExit();
    }

    public string Path { get; }

    public Task<string> ReadAsync() => Task.Run(() => File.ReadAllText(Path)).WaitAsync(Patience, TestContext.Current.CancellationToken);

    public Task WriteAsync() => Task.Run(() => File.WriteAllText(Path, "\n")).WaitAsync(Patience, TestContext.Current.CancellationToken);

    public void Dispose() => File.Delete(Path);
}
