using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Workflow.Jobs.Workers;

namespace Workflow.Cli.Commands;

/// <summary><c>--queues</c> and <c>--slots</c>: which steps a process takes, and how many at a time.</summary>
/// <param name="fewestSlots">Zero where the process may take none at all.</param>
internal sealed class WorkArguments(int fewestSlots)
{
    private const int MostSlots = 256;

    /// <summary>Queues to serve.</summary>
    public Option<string[]> Queues { get; } = new("--queues") { Description = "Queues to serve, separated by commas (default: all)", HelpName = "QUEUES", CustomParser = ReadQueues };

    /// <summary>Steps at a time.</summary>
    public Option<int> Slots { get; } = new("--slots")
    {
        Description = fewestSlots == 0 ? "Steps at a time; 0 leaves all of them to workers" : "Steps at a time",
        DefaultValueFactory = _ => new WorkerOptions().Slots,
        CustomParser = argument => ReadSlots(argument, fewestSlots),
    };

    /// <summary>What the user has said.</summary>
    public WorkerOptions Read(ParseResult parsed) => new() { Queues = parsed.GetValue(Queues) ?? [], Slots = parsed.GetValue(Slots) };

    private static string[] ReadQueues(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        string[] queues = text.Split(',', StringSplitOptions.TrimEntries);
        if (queues.All(queue => queue.Length > 0)) return queues;
        argument.AddError($"'{text}' has a queue without a name: --queues train,deploy");
        return [];
    }

    private static int ReadSlots(ArgumentResult argument, int fewest)
    {
        string text = argument.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int slots) && slots >= fewest && slots <= MostSlots) return slots;
        argument.AddError($"'{text}' is no number of slots: from {fewest} to {MostSlots}");
        return fewest;
    }
}
