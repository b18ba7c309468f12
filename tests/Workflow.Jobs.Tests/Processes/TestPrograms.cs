using System.Collections.Concurrent;
using Workflow.Jobs.Processes;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Processes;

/// <summary>Shell scripts as programs of one step that nobody else has. Disposing checks that nothing of the step is left.</summary>
internal sealed class TestPrograms : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ConcurrentQueue<(LineOrigin From, string Text)> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _awaited = new(StringComparer.Ordinal);

    public TemporaryFolder Folder { get; } = new();

    public string Step { get; } = $"test/{Guid.NewGuid():N}/1";

    public IReadOnlyList<(LineOrigin From, string Text)> Lines => [.. _lines];

    /// <summary>A program in the folder; what it writes goes to <see cref="Lines"/>.</summary>
    public ChildProgram Shell(string script, params string[] arguments) =>
        new("sh", ["-c", script, "sh", .. arguments], Folder.Path, ChildEnvironment.WithPath()) { Step = Step, OnLine = Note, Grace = TimeSpan.FromSeconds(30) };

    /// <summary>The rest of the line that begins so, as soon as it was written.</summary>
    public Task<string> WhenLineAsync(string beginning)
    {
        TaskCompletionSource<string> found = _awaited.GetOrAdd(beginning, _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        foreach ((_, string text) in Lines) Complete(beginning, found, text);
        return found.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    /// <summary>The process whose number stands in the line that begins so.</summary>
    public async Task<ProcessIdentity> WhenProcessAsync(string beginning)
    {
        string line = await WhenLineAsync(beginning);
        ProcessIdentity? process = ProcessIdentity.Of(int.Parse(line, System.Globalization.CultureInfo.InvariantCulture));
        Assert.NotNull(process);
        return process;
    }

    public void Dispose()
    {
        Folder.Dispose();
        IReadOnlyList<RunningProcess> left = MarkedProcesses.OfStep(Step);
        foreach (RunningProcess process in left) process.Identity.Kill();
        Assert.Empty(left);
    }

    private static void Complete(string beginning, TaskCompletionSource<string> found, string text)
    {
        if (text.StartsWith(beginning, StringComparison.Ordinal)) found.TrySetResult(text[beginning.Length..]);
    }

    private void Note(LineOrigin from, string text)
    {
        _lines.Enqueue((from, text));
        foreach ((string beginning, TaskCompletionSource<string> found) in _awaited) Complete(beginning, found, text);
    }
}
