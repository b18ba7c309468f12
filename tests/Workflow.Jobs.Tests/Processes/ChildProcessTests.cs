using Workflow.Jobs.Processes;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Processes;

public sealed class ChildProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAsync_AProgram_GivesItsOutputAndTellsEveryLine()
    {
        var lines = new List<string>();
        void Note(string line)
        {
            lock (lines) lines.Add(line);
        }

        Assert.Equal("one\nthree", await RunAsync("echo one; echo two >&2; echo three; cat", onLine: Note));
        Assert.Equal(["one", "three", "two"], lines.Order());
    }

    // Nothing that stands in an argument is a command.
    [Fact]
    public async Task RunAsync_HostileArguments_ArriveAsTheyAre()
    {
        string[] hostile = ["a b", "\"; exit 3; \"", "$(exit 4)", "*", "--", "ä"];
        Assert.Equal(string.Join('\n', hostile), await ChildProcess.RunAsync("printf", ["%s\\n", .. hostile], "/", new Dictionary<string, string>(), null, Cancellation));
    }

    [Fact]
    public async Task RunAsync_Failure_TellsTheLastLinesOfBothStreams()
    {
        var failed = await Assert.ThrowsAsync<ChildProcessException>(() => RunAsync("seq 1 100; exec 1>&2; exit 7"));
        Assert.StartsWith("sh -c ", failed.Message, StringComparison.Ordinal);
        Assert.Contains(" ended with exit code 7:\n71\n", failed.Message, StringComparison.Ordinal);
        Assert.EndsWith("\n100", failed.Message, StringComparison.Ordinal);
        Assert.EndsWith("\nwhy", (await Assert.ThrowsAsync<ChildProcessException>(() => RunAsync("echo why >&2; exit 1"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NoSuchProgram_IsNamed()
    {
        var missing = await Assert.ThrowsAsync<ChildProcessException>(
            () => ChildProcess.RunAsync("no-such-program", [], "/", new Dictionary<string, string>(), null, Cancellation));
        Assert.StartsWith("no-such-program cannot be started: ", missing.Message, StringComparison.Ordinal);
    }

    // What this program was given, the password of its database for one, is not the business of others.
    [Fact]
    public async Task RunAsync_Environment_IsWhatTheCallerNamesAlone()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["GIVEN"] = "a b" };
        Assert.Equal("GIVEN=a b", await ChildProcess.RunAsync("env", [], _folder.Path, environment, null, Cancellation));
        Assert.Empty(await ChildProcess.RunAsync("env", [], _folder.Path, new Dictionary<string, string>(), null, Cancellation));
    }

    [Fact]
    public async Task RunAsync_Cancelled_EndsTheProgramAndWhateverItStarted()
    {
        using var stop = new CancellationTokenSource();
        var started = new TaskCompletionSource<string>();
        Task<string> running = ChildProcess.RunAsync(
            "sh", ["-c", "sleep 1000 & echo $!; wait"], _folder.Path, new Dictionary<string, string>(), line => started.TrySetResult(line), stop.Token);
        ProcessIdentity? child = ProcessIdentity.Of(int.Parse(await started.Task.WaitAsync(Cancellation), System.Globalization.CultureInfo.InvariantCulture));
        Assert.NotNull(child);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await EndedProcess.WaitAsync(child);
    }

    private Task<string> RunAsync(string script, Dictionary<string, string>? environment = null, Action<string>? onLine = null) =>
        ChildProcess.RunAsync("sh", ["-c", script], _folder.Path, environment ?? [], onLine, Cancellation);
}
