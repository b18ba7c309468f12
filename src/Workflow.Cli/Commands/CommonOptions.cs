using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Workflow.Training.Configuration;

namespace Workflow.Cli.Commands;

/// <summary>Options that several commands have, each made anew: an option belongs to one command.</summary>
internal static class CommonOptions
{
    /// <summary><c>--file</c>.</summary>
    public static Option<string?> PipelinesFile() => new("--file", "-f") { Description = "pipelines.yaml (default: the one in this directory, else the checkout's)" };

    /// <summary><c>--set</c>.</summary>
    public static Option<string[]> Set() => new("--set")
    {
        Description = "Another value for one key of the pipeline, in this run only. Example: --set train.budget.trials=10",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };

    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json(string what) => new("--json") { Description = $"Print {what} as JSON" };

    /// <summary><c>--out</c>.</summary>
    public static Option<string> Out(string what) => new("--out", "-o") { Description = what, Required = true, HelpName = "FILE" };

    /// <summary><c>--port</c>, on loopback.</summary>
    /// <param name="what">What listens there, with a blank before it; empty where it is the command itself.</param>
    /// <param name="standard">The port where the user names none.</param>
    public static Option<int> Port(string what, int standard) => new("--port")
    {
        Description = $"Port on 127.0.0.1{what}; 0 for any that is free",
        DefaultValueFactory = _ => standard,
        CustomParser = ReadPort,
    };

    /// <summary>An option with a whole number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is.</param>
    /// <param name="standard">The number where the user gives none.</param>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="most">The most that is allowed.</param>
    public static Option<int> Whole(string name, string description, int standard, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "NUMBER",
        DefaultValueFactory = _ => standard,
        CustomParser = argument => ReadWhole(argument, standard, least, most),
    };

    /// <summary>Reads a time, and notes where it is none, too short or too long.</summary>
    /// <param name="argument">The words of the user.</param>
    /// <param name="shortest">The shortest that is allowed.</param>
    /// <param name="examples">What may be written.</param>
    /// <param name="longest">The longest that is allowed; null for any.</param>
    public static TimeSpan? ReadDuration(ArgumentResult argument, TimeSpan shortest, string examples, TimeSpan? longest = null)
    {
        string text = argument.Tokens[0].Value;
        if (ConfigUnits.ParseDuration(text) is { } span && span >= shortest && (longest is null || span <= longest)) return span;
        string least = shortest == TimeSpan.Zero ? "0s" : ConfigUnits.WriteDuration(shortest);
        argument.AddError($"'{text}' is no time of at least {least}{(longest is { } most ? $" and at most {ConfigUnits.WriteDuration(most)}" : string.Empty)}, such as {examples}");
        return null;
    }

    private static int ReadWhole(ArgumentResult argument, int standard, int least, int most)
    {
        string text = argument.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most) return number;
        argument.AddError($"'{text}' is no whole number from {least} to {most}");
        return standard;
    }

    private static int ReadPort(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)) return port;
        argument.AddError($"'{text}' is no port: a number from 0 to {ushort.MaxValue}");
        return 0;
    }
}
