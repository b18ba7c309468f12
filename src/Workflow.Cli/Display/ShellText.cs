namespace Workflow.Cli.Display;

/// <summary>Texts for a shell's command line.</summary>
internal static class ShellText
{
    /// <summary>The text as one argument.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
