using Spectre.Console;

namespace Workflow.Cli;

/// <summary>The two streams of the terminal: results go to standard output, everything else to standard error.</summary>
internal static class Terminal
{
    // Where there is no terminal, lines must not be folded at a guessed width.
    private const int WidthWithoutTerminal = 240;

    /// <summary>Standard output.</summary>
    public static IAnsiConsole Output { get; } = Create(Console.Out, Console.IsOutputRedirected);

    /// <summary>Standard error.</summary>
    public static IAnsiConsole Error { get; } = Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>A line of a result, unfolded.</summary>
    public static void Print(string line) => Console.Out.WriteLine(line);

    /// <summary>A line for whoever watches, unfolded.</summary>
    public static void Note(string line) => Console.Error.WriteLine(line);

    /// <summary>Something that went wrong.</summary>
    public static void Complain(string message) => Console.Error.WriteLine(Console.IsErrorRedirected ? message : $"\e[31m{message}\e[0m");

    /// <summary>Whether a person watches standard error.</summary>
    public static bool IsWatched => !Console.IsErrorRedirected;

    private static IAnsiConsole Create(TextWriter writer, bool isRedirected)
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) };
        if (isRedirected) (settings.Ansi, settings.ColorSystem, settings.Interactive) = (AnsiSupport.No, ColorSystemSupport.NoColors, InteractionSupport.No);
        IAnsiConsole console = AnsiConsole.Create(settings);
        if (isRedirected) console.Profile.Width = WidthWithoutTerminal;
        return console;
    }
}
