using Workflow.Jobs.Processes;

namespace Workflow.Jobs.Tests.Processes;

public sealed class ChildProcessTests : IDisposable
{
    private readonly TestPrograms _programs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _programs.Dispose();

    [Fact]
    public async Task RunAsync_AProgram_GivesItsOutputAndTellsEveryLineWithItsStream()
    {
        ChildProcessResult result = await RunAsync("echo one; echo two >&2; echo three; cat");
        Assert.Equal("one\nthree", result.Output);
        Assert.Empty(result.LeftBehind);
        Assert.Equal([(LineOrigin.Output, "one"), (LineOrigin.Output, "three"), (LineOrigin.Error, "two")], _programs.Lines.OrderBy(line => line.Text, StringComparer.Ordinal));
    }

    // Nothing that stands in an argument is a command.
    [Fact]
    public async Task RunAsync_HostileArguments_ArriveAsTheyAre()
    {
        string[] hostile = ["a b", "\"; exit 3; \"", "$(exit 4)", "*", "--", "ä"];
        var program = new ChildProgram("printf", ["%s\\n", .. hostile], "/", new Dictionary<string, string>()) { OutputLimit = 1000 };
        Assert.Equal(string.Join('\n', hostile), (await ChildProcess.RunAsync(program, Cancellation)).Output);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("-f")]
    public async Task RunAsync_ProgramWhoseNameBeginsLikeAnOption_IsTakenForAProgram(string name)
    {
        var program = new ChildProgram(name, ["true"], "/", new Dictionary<string, string>());
        var missing = await Assert.ThrowsAsync<ChildProcessException>(() => ChildProcess.RunAsync(program, Cancellation));
        Assert.StartsWith($"{name} cannot be started: ", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Failure_TellsTheLastLinesOfBothStreams()
    {
        ChildProcessException failed = await FailAsync("seq 1 100; exec 1>&2; exit 7");
        Assert.StartsWith("sh -c ", failed.Message, StringComparison.Ordinal);
        Assert.Contains(" ended with exit code 7:\n71\n", failed.Message, StringComparison.Ordinal);
        Assert.EndsWith("\n100", failed.Message, StringComparison.Ordinal);
        Assert.EndsWith("\nwhy", (await FailAsync("echo why >&2; exit 1")).Message, StringComparison.Ordinal);
        Assert.EndsWith(" ended with exit code 200", (await FailAsync("exit 200")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SEGV", "crashed (SIGSEGV)", false)]
    [InlineData("ABRT", "crashed (SIGABRT)", false)]
    [InlineData("KILL", "was killed by SIGKILL, most likely because the machine ran out of memory", true)]
    [InlineData("TERM", "was ended by SIGTERM", true)]
    [InlineData("USR1", "was ended by SIGUSR1", false)]
    public async Task RunAsync_EndBySignal_IsToldByName(string signal, string end, bool isRetryable)
    {
        ChildProcessException failed = await FailAsync($"ulimit -c 0; echo last; kill -{signal} $$; read never");
        Assert.EndsWith($" {end}:\nlast", failed.Message, StringComparison.Ordinal);
        Assert.Equal(isRetryable, failed.IsRetryable);

        // A shell tells the end of its own programs by its exit code.
        Assert.Contains($" {end}", (await FailAsync($"ulimit -c 0; sh -c 'kill -{signal} $$; read never'; exit $?")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NoSuchProgram_IsNamed()
    {
        var program = new ChildProgram("no-such-program", [], "/", new Dictionary<string, string>());
        var missing = await Assert.ThrowsAsync<ChildProcessException>(() => ChildProcess.RunAsync(program, Cancellation));
        Assert.StartsWith("no-such-program cannot be started: ", missing.Message, StringComparison.Ordinal);
    }

    // What this program was given, the password of its database for one, is not the business of others.
    [Fact]
    public async Task RunAsync_Environment_IsWhatTheCallerNamesAndTheMark()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["GIVEN"] = "a b", ["WORKFLOW_STEP"] = "stolen", ["WORKFLOW_OWNER"] = "1-1" };
        var program = new ChildProgram("env", [], "/", environment) { Step = "7/train/1", OutputLimit = 1000 };
        string[] lines = (await ChildProcess.RunAsync(program, Cancellation)).Output.Split('\n');
        ProcessIdentity us = ProcessIdentity.Of(Environment.ProcessId)!;
        Assert.Equal(["GIVEN=a b", $"WORKFLOW_OWNER={us}", "WORKFLOW_STEP=7/train/1"], lines.Where(line => !line.StartsWith("WORKFLOW_PROGRAM=", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(4, lines.Length);
    }

    // When memory runs out, the kernel is to take the program and not the worker.
    [Fact]
    public async Task RunAsync_AProgramAndWhatItStarts_AreTheFirstToGoWhenMemoryRunsOut() =>
        Assert.Equal("1000\n1000", (await RunAsync("read end; cat /proc/$$/oom_score_adj /proc/self/oom_score_adj")).Output);

    [Fact]
    public async Task RunAsync_WhoeverIsToldThrows_StopsTheProgram()
    {
        ChildProgram program = _programs.Shell("echo line; exec sleep 1000") with { OnLine = (_, _) => throw new InvalidOperationException("full") };
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => ChildProcess.RunAsync(program, Cancellation));
        Assert.Equal("full", failed.Message);
    }

    private Task<ChildProcessResult> RunAsync(string script) => ChildProcess.RunAsync(_programs.Shell(script) with { OutputLimit = 1000 }, Cancellation);

    private Task<ChildProcessException> FailAsync(string script) => Assert.ThrowsAsync<ChildProcessException>(() => RunAsync(script));
}
