using System.Diagnostics;
using Workflow.Jobs.Processes;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Processes;

public sealed class DetachedProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task StartAsync_AProgram_IsTheOneThatWasNamedInASessionOfItsOwn()
    {
        ProcessIdentity process = await DetachedProcess.StartAsync(["sleep", "1000"], _folder.File("log"), Cancellation);
        try
        {
            Assert.True(process.IsAlive());
            string[] stat = (await File.ReadAllTextAsync($"/proc/{process.Pid}/stat", Cancellation)).Split(' ');
            Assert.Equal($"{process.Pid}", stat[5]);
            Assert.NotEqual($"{Environment.ProcessId}", stat[3]);
            Assert.Equal("/", new FileInfo($"/proc/{process.Pid}/cwd").LinkTarget);
        }
        finally
        {
            process.Kill();
        }

        await EndedProcess.WaitAsync(process);
    }

    // Keys and passwords of whoever deploys are not the scorer's business.
    [Fact]
    public async Task StartAsync_Variables_AreNotHandedOn()
    {
        Assert.NotNull(Environment.GetEnvironmentVariable("HOME"));
        using var done = new Fifo(_folder.File("done"));
        await DetachedProcess.StartAsync(["/bin/sh", "-c", $"env; echo error >&2; echo > {done.Path}"], _folder.File("log"), Cancellation);
        await done.ReadAsync();
        string[] log = await File.ReadAllLinesAsync(_folder.File("log"), Cancellation);
        Assert.Contains("PATH=/usr/local/bin:/usr/bin:/bin", log);
        Assert.Contains("error", log);
        Assert.DoesNotContain(log, line => line.StartsWith("HOME=", StringComparison.Ordinal));
    }

    // Who stops a step stops whatever carries its mark, and when memory runs out the programs of steps go first: an endpoint is neither.
    [Fact]
    public async Task StartAsync_ByAProgramOfAStep_IsNoPartOfItAndNoSoonerKilled()
    {
        using var programs = new TestPrograms();
        using var started = new Fifo(_folder.File("started"));
        using var end = new Fifo(_folder.File("end"));
        string script = DetachedProcess.Script.Replace("'", "'\\''", StringComparison.Ordinal);
        string start = $"env -i PATH=$PATH setsid --fork /bin/sh -c '{script}' sh {_folder.File("log")} sh -c 'cat /proc/$$/oom_score_adj; env; echo $$ > {started.Path}; exec sleep 1000'";
        Task running = ChildProcess.RunAsync(programs.Shell($"cat /proc/$$/oom_score_adj; {start}; read end < {_folder.File("end")}"), Cancellation);
        ProcessIdentity? endpoint = ProcessIdentity.Of(int.Parse(await started.ReadAsync(), System.Globalization.CultureInfo.InvariantCulture));
        Assert.NotNull(endpoint);
        await end.WriteAsync();
        await running;
        try
        {
            Assert.True(endpoint.IsAlive());
            string[] log = await File.ReadAllLinesAsync(_folder.File("log"), Cancellation);
            Assert.Equal("0", log[0]);
            Assert.DoesNotContain(log, line => line.StartsWith("WORKFLOW_", StringComparison.Ordinal));
            Assert.Equal("1000", programs.Lines[0].Text);
        }
        finally
        {
            endpoint.Kill();
        }
    }

    [Fact]
    public async Task StartAsync_HostilePathsAndArguments_AreNoCommands()
    {
        using var done = new Fifo(_folder.File("done"));
        string log = _folder.File("a \"$(touch hacked)\" log");
        await DetachedProcess.StartAsync(["/bin/sh", "-c", "echo \"$1\"; echo > \"$0\"", done.Path, "; $(exit 3) 'x'"], log, Cancellation);
        await done.ReadAsync();
        Assert.Equal("; $(exit 3) 'x'\n", await File.ReadAllTextAsync(log, Cancellation));
    }

    [Fact]
    public async Task Parse_WhatWasWritten_IsTheSameProcess()
    {
        ProcessIdentity? self = ProcessIdentity.Of(Environment.ProcessId);
        Assert.NotNull(self);
        Assert.Equal(self, ProcessIdentity.Parse(self.ToString()));
        Assert.True(self.IsAlive());

        // A number that was given to another process since.
        ProcessIdentity earlier = self with { StartTicks = self.StartTicks - 1 };
        Assert.False(earlier.IsAlive());
        earlier.Kill();
        earlier.Terminate();
        Assert.True(self.IsAlive());

        using Process ended = Process.Start(new ProcessStartInfo("true") { UseShellExecute = false })!;
        await ended.WaitForExitAsync(Cancellation);
        Assert.Null(ProcessIdentity.Of(ended.Id));
    }

    // A name in parentheses may itself hold parentheses and blanks.
    [Fact]
    public async Task Of_ProgramWithAHostileName_IsFound()
    {
        string program = _folder.File("a) S 1 (b");
        File.Copy("/bin/sleep", program);
        ProcessIdentity process = await DetachedProcess.StartAsync([program, "1000"], _folder.File("log"), Cancellation);
        process.Terminate();
        await EndedProcess.WaitAsync(process);
    }
}
