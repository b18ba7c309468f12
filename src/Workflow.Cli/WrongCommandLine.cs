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
        foreach (ParseError error in parsed.Errors) Terminal.Complain(Words(error));
        foreach (Command known in parsed.CommandResult.Command.Subcommands) Terminal.Note($"  {known.Name,-10} {known.Description}");
    }

    // The library tells the types of .NET, and what reads an option itself does not know the option's name.
    private static string Words(ParseError error)
    {
        if ((error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult) is not { } result) return error.Message;
        string name = result.Option.Name;
        if (error.Message.Contains("as expected type", StringComparison.Ordinal) && result.Tokens is [var token, ..]) return $"{name}: '{token.Value}' is no {KindOf(result.Option.ValueType)}";
        return error.Message.Contains(name, StringComparison.Ordinal) ? error.Message : $"{name}: {error.Message}";
    }

    private static string KindOf(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.Int32 or TypeCode.Int64 => $"whole number of at most {int.MaxValue}",
        TypeCode.Double => "number, such as 0.05",
        _ => "value that it takes",
    };

    private static string Path(SymbolResult? result) => result is CommandResult command ? $"{Path(command.Parent)} {command.Command.Name}".TrimStart() : string.Empty;
}
