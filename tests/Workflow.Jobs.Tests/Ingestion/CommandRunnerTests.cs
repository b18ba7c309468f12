using Workflow.Jobs.Ingestion;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Sources;
using Workflow.Testing.Files;
using Workflow.Training.Files;
using Workflow.Training.Recipes;
using Workflow.Training.Recipes.Commands;

namespace Workflow.Jobs.Tests.Ingestion;

public sealed class CommandRunnerTests : IDisposable
{
    private readonly TemporaryFolder _recipe = new();
    private readonly TemporaryFolder _work = new();
    private readonly List<string> _lines = [];

    private static CancellationToken TestStop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _recipe.Dispose();
        _work.Dispose();
    }

    [Fact]
    public async Task RunAsync_ProgramThatWritesItsFile_ReturnsItWithItsDigest()
    {
        SourceFile file = await RunAsync("[sh, -c, 'printf made > \"$0\"', \"{output}\"]");
        Assert.Equal("made", await File.ReadAllTextAsync(file.Path, TestStop));
        Assert.Equal((Sha256Hex.Of("made"u8), false), (file.Sha256, file.Simulated));
        Assert.Equal(_work.Path, Path.GetDirectoryName(file.Path));
    }

    // What a shell would read reaches the program as it was written.
    [Theory]
    [InlineData("$HOME")]
    [InlineData("a b")]
    [InlineData("; touch pwned")]
    [InlineData("$(touch pwned)")]
    [InlineData("`touch pwned`")]
    [InlineData("*")]
    [InlineData("a'b")]
    [InlineData("a\\\"b")]
    [InlineData("-n")]
    [InlineData("")]
    [InlineData("ü 日本")]
    public async Task RunAsync_Argument_ReachesTheProgramAsItIs(string argument)
    {
        SourceFile file = await RunAsync($"[sh, -c, 'printf %s \"$1\" > \"$0\"', \"{{output}}\", \"{argument}\"]");
        Assert.Equal(argument.Replace("\\\"", "\"", StringComparison.Ordinal), await File.ReadAllTextAsync(file.Path, TestStop));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_recipe.Path));
    }

    [Fact]
    public async Task RunAsync_Placeholders_AreFilledInWithinArgumentsToo()
    {
        var source = new SourceFile(_recipe.File("raw source.zip"), new string('0', 64), Simulated: true);
        SourceFile file = await RunAsync("[sh, -c, 'printf %s \"$1\" > \"${0#--to=}\"', \"--to={output}\", \"--from={source}\"]", source: source);
        Assert.Equal($"--from={source.Path}", await File.ReadAllTextAsync(file.Path, TestStop));
        Assert.True(file.Simulated);
    }

    [Fact]
    public async Task RunAsync_Program_RunsInTheDirectoryOfTheRecipe()
    {
        await File.WriteAllTextAsync(_recipe.File("input.txt"), "beside the recipe", TestStop);
        SourceFile file = await RunAsync("[cp, input.txt, \"{output}\"]");
        Assert.Equal("beside the recipe", await File.ReadAllTextAsync(file.Path, TestStop));
    }

    // Variables that the shell itself sets are no matter.
    [Fact]
    public async Task RunAsync_Environment_IsWhatTheRecipeNamesAndPathAndTheMark()
    {
        SourceFile file = await RunAsync("[sh, -c, 'env > \"$0\"', \"{output}\"]", "environment: {LANG: C.UTF-8, WITH_BLANKS: \"a  b\", EMPTY: \"\"}");
        string[] lines = await File.ReadAllLinesAsync(file.Path, TestStop);
        Assert.Equal(
            ["EMPTY=", "LANG=C.UTF-8", $"PATH={Environment.GetEnvironmentVariable("PATH")}", "WITH_BLANKS=a  b"],
            lines.Where(line => line.Split('=')[0] is not ("PWD" or "OLDPWD" or "SHLVL" or "_" or "WORKFLOW_OWNER" or "WORKFLOW_PROGRAM")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RunAsync_PathOfTheRecipe_TakesTheHostsPlace()
    {
        SourceFile file = await RunAsync("[/bin/sh, -c, 'printf %s \"$PATH\" > \"$0\"', \"{output}\"]", "environment: {PATH: /nowhere}");
        Assert.Equal("/nowhere", await File.ReadAllTextAsync(file.Path, TestStop));
    }

    [Fact]
    public async Task RunAsync_ProgramThatFails_NamesTheExitCodeAndItsLastLines()
    {
        var failed = await Assert.ThrowsAsync<ChildProcessException>(() => RunAsync("[sh, -c, 'echo out; echo err >&2; touch \"$0\"; exit 3', \"{output}\"]"));
        Assert.Contains("ended with exit code 3:\n", failed.Message, StringComparison.Ordinal);
        Assert.Contains("\nout", failed.Message, StringComparison.Ordinal);
        Assert.Contains("\nerr", failed.Message, StringComparison.Ordinal);
        Assert.Equal(["err", "out"], _lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RunAsync_ProgramThatIsNotThere_IsNamed()
    {
        var failed = await Assert.ThrowsAsync<ChildProcessException>(() => RunAsync("[no-such-program-at-all, \"{output}\"]"));
        Assert.StartsWith("no-such-program-at-all cannot be started: ", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ProgramThatWritesNothing_IsRefused()
    {
        var failed = await Assert.ThrowsAsync<SourceException>(() => RunAsync("[\"true\", \"{output}\"]"));
        Assert.Equal("true ended well but wrote no {output}", failed.Message);
    }

    [Fact]
    public async Task RunAsync_ProgramThatTakesTooLong_IsEndedAndRefused()
    {
        var failed = await Assert.ThrowsAsync<SourceException>(() => RunAsync("[tail, -f, /dev/null, \"{output}\"]", timeout: TimeSpan.Zero));
        Assert.Equal("tail did not end within 0 minutes", failed.Message);
    }

    // A pipe ends when the last program that could write to it has ended.
    [Fact]
    public async Task RunAsync_Cancelled_EndsTheProgramAndWhatItHasStarted()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestStop);
        var isReady = new TaskCompletionSource();
        Task<SourceFile> running = RunAsync(
            "[sh, -c, 'mkfifo alive; echo ready; (tail -f /dev/null > alive) & wait', \"{output}\"]", onLine: _ => isReady.TrySetResult(), stop: stop.Token);
        await isReady.Task.WaitAsync(TestStop);
        await using FileStream alive = await Task.Run(() => File.OpenRead(_recipe.File("alive")), TestStop);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(0, await alive.ReadAsync(new byte[1], TestStop));
    }

    [Fact]
    public async Task HashInputsAsync_Inputs_HaveTheDigestsOfTheirBytes()
    {
        await File.WriteAllTextAsync(_recipe.File("b.py"), "b", TestStop);
        Directory.CreateDirectory(_recipe.File("lib"));
        await File.WriteAllTextAsync(_recipe.File("lib", "a.json"), "a", TestStop);
        SortedDictionary<string, string> digests = await HashAsync("inputs: [lib/a.json, b.py]", _recipe.Path);
        Assert.Equal([new("b.py", Sha256Hex.Of("b"u8)), new("lib/a.json", Sha256Hex.Of("a"u8))], digests);
        await File.WriteAllTextAsync(_recipe.File("b.py"), "c", TestStop);
        Assert.NotEqual(digests["b.py"], (await HashAsync("inputs: [lib/a.json, b.py]", _recipe.Path))["b.py"], StringComparer.Ordinal);
    }

    [Fact]
    public async Task HashInputsAsync_InputThatIsMissing_IsNamed()
    {
        var failed = await Assert.ThrowsAsync<SourceException>(() => HashAsync("inputs: [make.py]", _recipe.Path));
        Assert.Equal($"made.yaml: the input make.py does not exist in {_recipe.Path}", failed.Message);
    }

    // Whoever can change an answer on the network must not run programs here.
    [Fact]
    public async Task HashInputsAsync_RecipeThatCameOverTheNetwork_IsRefused()
    {
        var failed = await Assert.ThrowsAsync<SourceException>(() => HashAsync("inputs: []", null));
        Assert.Equal("the recipe made.yaml runs a program; such a recipe must be a file on this machine", failed.Message);
    }

    private static (RecipeDefinition Recipe, CommandDefinition Command) Load(string command, string more)
    {
        RecipeDefinition recipe = RecipeLoader.Read(
            $"name: made\nkind: command\nsources: {{mirror: raw.zip}}\ncommand: {command}\n{more}\ncolumns: {{n: {{type: number}}}}\nlabels: {{columns: {{y: {{0: a, 1: b}}}}}}\n",
            "made.yaml");
        return (recipe, Assert.IsType<CommandDefinition>(recipe.Content));
    }

    private static Task<SortedDictionary<string, string>> HashAsync(string inputs, string? directory) =>
        CommandRunner.HashInputsAsync(Load("[make, \"{output}\"]", inputs).Command, new IngestRequest(string.Empty, "made.yaml", directory, "y"), TestStop);

    private async Task<SourceFile> RunAsync(
        string command, string more = "", SourceFile? source = null, TimeSpan? timeout = null, Action<string>? onLine = null, CancellationToken? stop = null)
    {
        (RecipeDefinition recipe, CommandDefinition definition) = Load(command, more);
        ResolvedSource? resolved = source is null ? null : new ResolvedSource(source, "a mirror", []);
        var ingest = new PreparedIngest(
            recipe, resolved, new Dictionary<string, string>(StringComparer.Ordinal), new IngestRequest(string.Empty, "made.yaml", _recipe.Path, "y"));
        return await CommandRunner.RunAsync(definition with { Timeout = timeout ?? definition.Timeout }, ingest, _work.Path, onLine ?? Keep, stop ?? TestStop);
    }

    private void Keep(string line)
    {
        lock (_lines) _lines.Add(line);
    }
}
