using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Testing.Requirements;

namespace Workflow.Jobs.Tests.Steps.Programs;

public sealed class ProgramStepTests : IDisposable
{
    private readonly ProgramBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task RunAsync_Inputs_AreFilesOfTheirOwn()
    {
        ProgramDefinition program = _bench.Shell("cat $WORKFLOW_INPUTS/rows $WORKFLOW_INPUTS/title; echo more >> $WORKFLOW_INPUTS/rows; cat $WORKFLOW_INPUTS/rows > $WORKFLOW_OUTPUTS/all", "all:file") with
        {
            Inputs = new Dictionary<string, OutputReference>(StringComparer.Ordinal)
            {
                ["rows"] = new("first", "table"),
                ["again"] = new("first", "table"),
                ["title"] = new("first", "name"),
            },
        };
        StepOutputs outputs = await _bench.RunAsync(program);
        Assert.Equal(["a,b", "1,2", "Größe"], _bench.Log.Lines);
        Assert.Equal("a,b\n1,2\nmore\n", await _bench.ReadAsync(outputs.Artifacts["all"]));

        // What it changed is its copy.
        await _bench.RunAsync(program);
    }

    [Fact]
    public async Task RunAsync_InputThatNobodyMade_IsNamed()
    {
        ProgramDefinition program = _bench.Shell("true") with { Inputs = new Dictionary<string, OutputReference>(StringComparer.Ordinal) { ["rows"] = new("first", "nothing") } };
        Assert.Equal("fit: input 'rows': step first has made no 'nothing'", (await _bench.FailAsync(program)).Message);
    }

    // No password of ours may be among them, whatever the environment of the tests is.
    [Fact]
    public async Task RunAsync_Environment_IsWhatIsNamedAndNothingElse()
    {
        Environment.SetEnvironmentVariable("WORKFLOW_TEST_SECRET", "secret");
        ProgramDefinition program = _bench.Shell("env; pwd") with { Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["DEPTH"] = "3", ["LANG"] = "de" } };
        await _bench.RunAsync(program);
        var variables = _bench.Log.Lines.Where(line => line.Contains('=', StringComparison.Ordinal)).Select(line => line.Split('=', 2)).ToDictionary(line => line[0], line => line[1], StringComparer.Ordinal);
        string[] known =
        [
            "DEPTH", "HOME", "LANG", "OLDPWD", "PATH", "PWD", "SHLVL", "WORKFLOW_ATTEMPT", "WORKFLOW_INPUTS", "WORKFLOW_OUTPUTS", "WORKFLOW_OWNER", "WORKFLOW_PROGRAM", "WORKFLOW_RUN",
            "WORKFLOW_STEP", "WORKFLOW_STEP_NAME", "WORKFLOW_WORK", "_",
        ];
        Assert.Empty(variables.Keys.Except(known));
        Assert.Equal(("3", "de", "3"), (variables["DEPTH"], variables["LANG"], variables["WORKFLOW_ATTEMPT"]));
        Assert.Equal((_bench.Claim.RunId, "fit", _bench.Claim.Mark), (variables["WORKFLOW_RUN"], variables["WORKFLOW_STEP_NAME"], variables["WORKFLOW_STEP"]));
        Assert.StartsWith(_bench.Work, variables["WORKFLOW_WORK"], StringComparison.Ordinal);
        Assert.Contains(_bench.Project, _bench.Log.Lines);
    }

    [Fact]
    public async Task RunAsync_OutputsOfEveryType_AreArtifactsAndValues()
    {
        const string Script = """cd $WORKFLOW_OUTPUTS; printf 'x\0y' > raw; echo '{"a": [1]}' > report; printf '  two words\n\n' > title; echo ' 1.5e-3 ' > loss; : > nothing""";
        StepOutputs outputs = await _bench.RunAsync(_bench.Shell(Script, "raw:file", "report:json", "title:text", "loss:number", "nothing:file"));
        Assert.Equal(["nothing", "raw", "report"], outputs.Artifacts.Keys);
        Assert.Equal(("two words", "1.5e-3"), (outputs.Values["title"], outputs.Values["loss"]));
        Assert.Equal(("x\0y", "{\"a\": [1]}\n"), (await _bench.ReadAsync(outputs.Artifacts["raw"]), await _bench.ReadAsync(outputs.Artifacts["report"])));
    }

    [Theory]
    [InlineData("true", "out:file", "output 'out' (file) is missing: the program writes it to $WORKFLOW_OUTPUTS/out")]
    [InlineData("echo x > more; echo x > out", "out:file", "'more' is no output of the step; it declares out")]
    [InlineData("echo '{\"a\": ' > out", "out:json", "output 'out' (json) is not JSON: ")]
    [InlineData("echo many > out", "out:number", "output 'out' (number) is no number: 'many'")]
    [InlineData("echo 1,5 > out", "out:number", "output 'out' (number) is no number: '1,5'")]
    [InlineData("echo NaN > out", "out:number", "output 'out' (number) is no number: 'NaN'")]
    [InlineData("echo 1e999 > out", "out:number", "output 'out' (number) is no number: '1e999'")]
    [InlineData("printf '\\377' > out", "out:text", "output 'out' (text) is no text in UTF-8")]
    [InlineData("printf 'a\\0b' > out", "out:text", "output 'out' (text) is no text: it holds a NUL")]
    [InlineData("head -c 65537 /dev/zero > out", "out:text", "output 'out' (text) has 65537 bytes; at most 65536 are allowed: declare it as a file, which may be larger")]
    [InlineData("truncate -s 2G out", "out:json", "output 'out' (json) has 2147483648 bytes; at most 16777216 are allowed: declare it as a file, which may be larger")]
    [InlineData("ln -s /etc/passwd out", "out:file", "output 'out' (file) is a link to /etc/passwd, not a file")]
    [InlineData("ln -s nowhere out", "out:file", "output 'out' (file) is a link to nowhere, not a file")]
    [InlineData("mkdir out", "out:file", "output 'out' (file) is a directory, not a file")]
    [InlineData("mkfifo out", "out:file", "output 'out' (file) is a pipe, a socket or a device, not a file")]
    [InlineData("cd ..; rmdir outputs; ln -s / outputs", "out:file", "the folder of the outputs is a link to /, not a file")]
    [InlineData("cd ..; rmdir outputs", "out:file", "the folder of the outputs is gone")]
    [InlineData("cd ..; rmdir outputs; echo x > outputs", "out:file", "the folder of the outputs is gone")]
    [InlineData("echo x > a/b/c", "out:file", "sh -c ")]
    public async Task RunAsync_WrongOutput_IsToldWithFileAndStep(string script, string output, string problem)
    {
        StepException refused = await _bench.FailAsync(_bench.Shell($"cd $WORKFLOW_OUTPUTS; {script}", output));
        Assert.StartsWith(problem.StartsWith("sh ", StringComparison.Ordinal) ? problem : $"fit: {problem}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_LargeFile_IsAnArtifact()
    {
        StepOutputs outputs = await _bench.RunAsync(_bench.Shell("truncate -s 64M $WORKFLOW_OUTPUTS/out", "out:file"));
        Assert.Equal("3b6a07d0d404fab4e23b6d34bc6696a6a312dd92821332385e5af7c01c421351", outputs.Artifacts["out"]);
    }

    [Fact]
    public async Task RunAsync_SeveralWrongOutputs_AreToldAtOnceAndNotTriedAgain()
    {
        StepException refused = await _bench.FailAsync(_bench.Shell("echo x > $WORKFLOW_OUTPUTS/loss; : > $WORKFLOW_OUTPUTS/more", "loss:number", "report:json"));
        Assert.Equal(
            "fit: 'more' is no output of the step; it declares loss, report; output 'loss' (number) is no number: 'x'; output 'report' (json) is missing: the program writes it to $WORKFLOW_OUTPUTS/report",
            refused.Message);
        Assert.False(refused.IsRetryable);
    }

    [Fact]
    public async Task RunAsync_ProgressAndMetrics_AreTold()
    {
        const string Script = """
            echo '::progress 1/3 loading rows'; echo '::metric loss=0.5'; echo '::metric f1=0.25'; echo '::metric loss=4e-1'; echo '::progress 2/0'
            echo '::progress many'; echo '::progress -1/2'; echo '::metric loss=nan'; echo '::metric =1'; echo '::progress 3/3 done' >&2
            """;
        await _bench.RunAsync(_bench.Shell(Script));
        Assert.Equal(
            ["""{"done":1,"total":3,"message":"loading rows"}""", """{"done":1,"total":3,"message":"loading rows","metrics":{"loss":0.5}}""",
             """{"done":1,"total":3,"message":"loading rows","metrics":{"f1":0.25,"loss":0.5}}""", """{"done":1,"total":3,"message":"loading rows","metrics":{"f1":0.25,"loss":0.4}}""",
             """{"done":2,"total":0,"metrics":{"f1":0.25,"loss":0.4}}"""],
            _bench.Progress.Reports.Select(JobsJson.WriteWire));
        Assert.Equal(["::metric =1", "::metric loss=nan", "::progress -1/2", "::progress 3/3 done", "::progress many"], _bench.Log.Lines.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("echo on output; echo on error >&2; exit 3", "ended with exit code 3", true)]
    [InlineData("echo on output; kill -SEGV $$", "crashed (SIGSEGV)", true)]
    [InlineData("echo on output; kill -ABRT $$", "crashed (SIGABRT)", true)]
    [InlineData("echo on output; kill -KILL $$", "was killed by SIGKILL, most likely because the machine ran out of memory", true)]
    public async Task RunAsync_ProgramThatFails_IsTriedAgainAndToldByItsLastLines(string script, string end, bool isRetryable)
    {
        StepException failed = await _bench.FailAsync(_bench.Shell(script));
        Assert.StartsWith($"sh -c {script} {end}:\n", failed.Message, StringComparison.Ordinal);
        Assert.Contains("on output", failed.Message, StringComparison.Ordinal);
        Assert.Equal(isRetryable, failed.IsRetryable);
    }

    [Fact]
    public async Task RunAsync_ProgramThatIsNotThere_IsNotTriedAgain()
    {
        StepException failed = await _bench.FailAsync(_bench.Shell("true") with { Command = ["no-such-program", "1"] });
        Assert.StartsWith("no-such-program cannot be started: ", failed.Message, StringComparison.Ordinal);
        Assert.False(failed.IsRetryable);
        failed = await _bench.FailAsync(_bench.Shell("true") with { Directory = "/no/such/place" });
        Assert.Equal("fit: the directory /no/such/place, in which its program runs, is not on this machine", failed.Message);
    }

    [Fact]
    public async Task RunAsync_MoreMemoryThanTheLimit_IsNotTriedAgain()
    {
        StepException failed = await _bench.FailAsync(_bench.Shell("head -c 300000000 /dev/zero | tail | sleep 1000"), memoryLimit: 100_000_000);
        Assert.EndsWith("MB of memory; the limit is 100.0 MB", failed.Message, StringComparison.Ordinal);
        Assert.False(failed.IsRetryable);
    }

    [Fact]
    public async Task RunAsync_DiskThatIsFull_IsToldByTheProgram()
    {
        const string Mount = "mount -t tmpfs -o size=64k none $WORKFLOW_OUTPUTS";
        Require.That(await CanMountAsync(Mount), "the right to mount a file system in a namespace of its own");
        StepException failed = await _bench.FailAsync(_bench.Shell($"exec unshare -rm sh -c '{Mount} && LC_ALL=C head -c 1000000 /dev/zero > $WORKFLOW_OUTPUTS/out'", "out:file"));
        Assert.Contains("No space left on device", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrepareAsync_Parameters_AreWhatTheDefinitionSays()
    {
        ProgramDefinition program = _bench.Shell("true", "b:json", "a:file") with
        {
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["Y"] = "2", ["X"] = "1" },
            Inputs = new Dictionary<string, OutputReference>(StringComparer.Ordinal) { ["rows"] = new("first", "table") },
            CleanUp = ["true"],
        };
        PreparedStep prepared = await _bench.PrepareAsync(program);
        Assert.Equal(
            """{"command":["sh","-c","true"],"parameters":{"X":"1","Y":"2"},"inputs":{"rows":"first.table"},"outputs":{"a":"File","b":"Json"}}""",
            JobsJson.Write(prepared.Parameters));
        Assert.False(prepared.IsCacheable);
        Assert.True((await _bench.PrepareAsync(program with { IsCached = true })).IsCacheable);
    }

    private async Task<bool> CanMountAsync(string mount)
    {
        try
        {
            await _bench.RunAsync(_bench.Shell($"exec unshare -rm sh -c '{mount}'"));
            return true;
        }
        catch (StepException)
        {
            return false;
        }
    }
}
