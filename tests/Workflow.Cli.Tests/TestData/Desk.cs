using Workflow.Testing.Pipelines;

namespace Workflow.Cli.Tests.TestData;

/// <summary>Where a user of the command stands: a folder with quick pipelines and a state directory of its own.</summary>
internal sealed class Desk : IDisposable
{
    /// <summary>The folder.</summary>
    public PipelinesFolder Folder { get; } = new();

    /// <summary>Variables that the environment of every command has besides.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Starts a command.</summary>
    public WorkflowProcess Start(params IEnumerable<string> arguments) => WorkflowProcess.Start(Folder.Path, Folder.Home, arguments, null, Variables);

    /// <summary>Carries out a command to its end.</summary>
    public async Task<CommandResult> RunAsync(params IEnumerable<string> arguments)
    {
        using WorkflowProcess process = Start(arguments);
        return await process.EndAsync();
    }

    /// <summary>Carries out a command at a terminal, where a person answers what it asks.</summary>
    /// <returns>What stood on the terminal, as its output.</returns>
    public async Task<CommandResult> RunAtTerminalAsync(string typed, params IEnumerable<string> arguments)
    {
        using var process = WorkflowProcess.Start(Folder.Path, Folder.Home, arguments, null, Variables, typed);
        return await process.EndAsync();
    }

    /// <summary>Starts a command on a PostgreSQL database.</summary>
    public WorkflowProcess StartOn(string database, params IEnumerable<string> arguments) => WorkflowProcess.Start(Folder.Path, Folder.Home, arguments, database, Variables);

    /// <summary>Carries out a command on a PostgreSQL database to its end.</summary>
    public async Task<CommandResult> RunOnAsync(string database, params IEnumerable<string> arguments)
    {
        using WorkflowProcess process = StartOn(database, arguments);
        return await process.EndAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => Folder.Dispose();
}
