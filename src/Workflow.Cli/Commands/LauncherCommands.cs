using System.CommandLine;

namespace Workflow.Cli.Commands;

/// <summary>Commands that the launcher carries out itself, because they need the sources. They are listed so that help shows them.</summary>
internal static class LauncherCommands
{
    /// <summary>The commands.</summary>
    public static IEnumerable<Command> All =>
    [
        Launched("test", "Build and run all tests (--fast for the quick ones). Example: ./workflow test --fast"),
        Launched("bench", "Measure speed and size against floors and peers. Example: ./workflow bench image"),
    ];

    private static Command Launched(string name, string description)
    {
        var command = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        command.SetAction(int (_) => throw new CliException($"'{name}' works from a checkout of the sources only: ./workflow {name}"));
        return command;
    }
}
