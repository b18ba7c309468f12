using System.CommandLine;
using System.CommandLine.Parsing;
using Workflow.Training.Configuration;

namespace Workflow.Cli;

/// <summary>Says what is wrong with a command line: on standard error, so that a caller never takes it for a result.</summary>
internal static class WrongCommandLine
{
    /// <summary>Tells every error.</summary>
    /// <returns>Exit code.</returns>
    public static int Tell(ParseResult parsed)
    {
        string path = Path(parsed.CommandResult);
        if (parsed.UnmatchedTokens.Count > 0) TellUnknown(parsed, path);
        else TellErrors(parsed);
        Terminal.Note($"{path} --help tells what there is");
        return ExitCodes.Usage;
    }

    // That a command is missing then too says nothing new.
    private static void TellUnknown(ParseResult parsed, string path)
    {
        Command command = parsed.CommandResult.Command;
        string[] names = [.. command.Subcommands.Select(known => known.Name), .. command.Options.Select(known => known.Name)];
        foreach (string token in parsed.UnmatchedTokens) Terminal.Complain($"{path} knows no '{token}'; {NearestName.Hint(token, names)}");
    }

    private static void TellErrors(ParseResult parsed)
    {
        foreach (ParseError error in parsed.Errors) Terminal.Complain(error.Message);
        foreach (Command known in parsed.CommandResult.Command.Subcommands) Terminal.Note($"  {known.Name,-10} {known.Description}");
    }

    private static string Path(SymbolResult? result) => result is CommandResult command ? $"{Path(command.Parent)} {command.Command.Name}".TrimStart() : string.Empty;
}
