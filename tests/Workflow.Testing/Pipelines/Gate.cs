using System.Diagnostics;

namespace Workflow.Testing.Pipelines;

/// <summary>Holds the pipeline <c>gated</c> of a <see cref="PipelinesFolder"/> in the middle of its first step: two named pipes, no waiting by time.</summary>
public sealed class Gate : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _reached;
    private readonly string _gate;

    /// <summary>Closes the gate.</summary>
    public Gate(PipelinesFolder folder)
    {
        (_reached, _gate) = (folder.File("reached"), folder.File("gate"));
        using Process made = Process.Start(new ProcessStartInfo("mkfifo", [_reached, _gate]) { UseShellExecute = false })!;
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }

    /// <summary>Completes when the step has come to the gate.</summary>
    public Task ReachedAsync(CancellationToken cancellationToken) =>
        Task.Run(() => File.ReadAllText(_reached), CancellationToken.None).WaitAsync(Patience, cancellationToken);

    /// <summary>Lets the step go on, and every later one pass.</summary>
    public void Open()
    {
        // Opened for both, a named pipe waits for nobody.
        using var stream = new FileStream(_gate, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        File.Delete(_gate);
        stream.Write("go\n"u8);
    }

    /// <summary>Lets go whoever still waits: a program whose parent was killed.</summary>
    public void Dispose()
    {
        if (File.Exists(_gate)) Open();
        File.Delete(_reached);
    }
}
