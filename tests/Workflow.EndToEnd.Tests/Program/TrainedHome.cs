using System.Text.Json;
using Workflow.Testing.Files;

namespace Workflow.EndToEnd.Tests.Program;

/// <summary>The main job, run once for all tests of the assembly on a Docker engine: <c>./workflow run hydraulic-cooling --json</c>.</summary>
public sealed class TrainedHome : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The program that ran it.</summary>
    public WorkflowProgram Program { get; private set; } = null!;

    /// <summary>What the run has left.</summary>
    public ProgramResult FirstRun { get; private set; } = null!;

    /// <summary>The result as JSON.</summary>
    public JsonElement Result => FirstRun.Json;

    /// <summary>A path in a folder of the tests.</summary>
    public string File(string name) => _folder.File(name);

    /// <summary>A program with a home of its own, in which the scorer is published already: it is the same for every home.</summary>
    public WorkflowProgram WithPublishedScorer(string home)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Program.Home, "engine"), "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(home, Path.GetRelativePath(Program.Home, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            System.IO.File.Copy(file, copy);
        }

        return new WorkflowProgram(Repository.Root, home);
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Program = WorkflowProgram.Of(_folder);
        FirstRun = await Program.RunAsync(TestContext.Current.CancellationToken, "run", "hydraulic-cooling", "--json", "--set", "environments.dev.platform=docker");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Program.RunAsync(CancellationToken.None, "stop", "hydraulic-cooling-dev");
        _folder.Dispose();
    }
}
