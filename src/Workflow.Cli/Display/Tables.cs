using System.Globalization;
using Spectre.Console;
using Workflow.Api.Contracts;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Display;

/// <summary>Lists for people, each with the next step where it is empty.</summary>
internal static class Tables
{
    /// <summary>Prints endpoints.</summary>
    public static void PrintEndpoints(IReadOnlyList<EndpointContract> endpoints) => Print(
        "Endpoints",
        ["endpoint", "state", "version", "address", "platform"],
        endpoints.Select(e => (string[])[e.Name, e.Reason is null ? e.State : $"{e.State}: {e.Reason}", e.Version, e.Url, e.Platform ?? "-"]),
        "no endpoint yet; the next step: ./workflow run hydraulic-cooling");

    /// <summary>Prints versions.</summary>
    public static void PrintVersions(IReadOnlyList<VersionContract> versions) => Print(
        "Versions",
        ["version", "learner", "test log loss", "F1", "data", "image", "registered"],
        versions.Select(v => (string[])
        [
            v.Name,
            v.Learner,
            Text($"{v.LogLoss:F4}"),
            Text($"{v.F1Macro:F4}"),
            v.Simulated ? "SIMULATED" : v.Origin,
            v.Image?.Reference ?? "-",
            Time(v.CreatedAt),
        ]),
        "no version yet; the next step: ./workflow run hydraulic-cooling");

    /// <summary>Prints runs.</summary>
    public static void PrintRuns(IReadOnlyList<RunResult> runs) => Print(
        "Runs",
        ["run", "pipeline", "state", "took", "begun"],
        runs.Select(r => (string[])[r.Run, r.Pipeline, r.Reason is null ? r.State.ToString() : $"{r.State}: {r.Reason}", StepTexts.Seconds(r.Seconds), Time(r.CreatedAt)]),
        "no run yet; the next step: ./workflow run hydraulic-cooling");

    private static void Print(string title, string[] columns, IEnumerable<string[]> rows, string empty)
    {
        string[][] all = [.. rows];
        if (all.Length == 0)
        {
            Terminal.Print($"{title}: {empty}");
            return;
        }

        Table table = new Table().Title(title).RoundedBorder().AddColumns(columns);
        foreach (string[] row in all) table.AddRow([.. row.Select(cell => new Text(cell))]);
        Terminal.Output.Write(table);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + "Z";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
