using System.CommandLine;

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
}
