using System.Globalization;
using Spectre.Console;
using Workflow.Api.Contracts;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Display;

/// <summary>Lists for people, each with the next step where it is empty.</summary>
internal static class Tables
{
    private const int IdShown = 12;
    private const int ReasonShown = 100;

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
            Text($"{v.LogLoss:F5}"),
            Text($"{v.F1Macro:F4}"),
            v.Simulated ? "SIMULATED" : v.Origin,
            v.Image is { } image ? image.Reference[(image.Reference.LastIndexOf(':') + 1)..] : "-",
            Time(v.CreatedAt),
        ]),
        "no version yet; the next step: ./workflow run hydraulic-cooling");

    /// <summary>Prints runs.</summary>
    public static void PrintRuns(IReadOnlyList<RunResult> runs) => Print(
        "Runs",
        ["run", "pipeline", "state", "took", "begun"],
        runs.Select(r => (string[])[r.Run[^IdShown..], r.Pipeline, r.Reason is null ? r.State.ToString() : $"{r.State}: {Short(r.Reason)}", StepTexts.Seconds(r.Seconds), Time(r.CreatedAt)]),
        "no run yet; the next step: ./workflow run hydraulic-cooling");

    private static void Print(string title, string[] columns, IEnumerable<string[]> rows, string empty)
    {
        string[][] all = [.. rows];
        if (all.Length == 0)
        {
            Terminal.Print($"{title}: {empty}");
            return;
        }

        // Names are what people copy: they stay in one piece, and words give way.
        Table table = new Table().Title(title).RoundedBorder();
        foreach (string column in columns) table.AddColumn(new TableColumn(column) { NoWrap = column is not ("state" or "data") });
        foreach (string[] row in all) table.AddRow([.. row.Select(cell => new Text(cell))]);
        Terminal.Output.Write(table);
    }

    private static string Short(string reason)
    {
        string first = reason.Split('\n', 2)[0];
        return first.Length <= ReasonShown ? first : string.Concat(first.AsSpan(0, ReasonShown), "…");
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + "Z";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
