using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Workflow.Cli;

/// <summary>The ordinary help, then the command's examples.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not CommandWithExamples command) return code;
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (command.Details.Length > 0) output.WriteLine($"{command.Details}\n");
        output.WriteLine("Examples:");
        foreach (string example in command.Examples.Split('\n')) output.WriteLine($"  {example}");
        return code;
    }
}
