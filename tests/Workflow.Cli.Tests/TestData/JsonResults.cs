using System.Text.Json;

namespace Workflow.Cli.Tests.TestData;

/// <summary>Reads what <c>run --json</c> tells.</summary>
internal static class JsonResults
{
    /// <summary>Identifier of the run.</summary>
    public static string Run(this JsonElement result) => result.GetProperty("run").GetString()!;

    /// <summary>State of the run.</summary>
    public static string State(this JsonElement result) => result.GetProperty("state").GetString()!;

    /// <summary>Name and state of every step.</summary>
    public static string[] Steps(this JsonElement result) =>
        [.. result.GetProperty("steps").EnumerateArray().Select(step => $"{step.GetProperty("name").GetString()} {step.GetProperty("state").GetString()}")];

    /// <summary>The runs that <c>status --json</c> tells, each with its state.</summary>
    public static string[] Runs(this JsonElement status) =>
        [.. status.GetProperty("runs").EnumerateArray().Select(run => $"{run.GetProperty("pipeline").GetString()} {run.State()}")];
}
