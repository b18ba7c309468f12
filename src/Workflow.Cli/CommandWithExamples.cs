using System.CommandLine;

namespace Workflow.Cli;

/// <summary>A command whose help ends with what else there is to know, and with examples.</summary>
/// <param name="name">Name.</param>
/// <param name="summary">What it does, in a sentence: lists of commands show it.</param>
/// <param name="details">What else there is to know; empty where there is nothing.</param>
/// <param name="examples">One per line.</param>
internal sealed class CommandWithExamples(string name, string summary, string details, string examples) : Command(name, summary)
{
    /// <summary>What else there is to know.</summary>
    public string Details { get; } = details;


    /// <summary>Examples, one per line.</summary>
    public string Examples { get; } = examples;
}
