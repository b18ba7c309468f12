using System.Globalization;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Texts;
using Workflow.Training.Experiments.BackTests;
using Workflow.Training.Metrics;

namespace Workflow.Cli.Display;

/// <summary>Tells a person what a run has made.</summary>
internal static class ResultPrinter
{
    private const double MostOfRows = 0.8;

    /// <summary>Prints a result to standard output.</summary>
    public static void Print(RunResult result)
    {
        PrintMade(result);
        PrintEnd(result);
    }

    /// <summary>Prints what a run has made so far, without how it ended.</summary>
    public static void PrintMade(RunResult result)
    {
        if (result.Dataset is { } dataset) PrintDataset(dataset);
        if (result.Split is { } split) PrintSplit(split);
        if (result.Leaderboard is { } leaderboard) LeaderboardPrinter.Print(leaderboard, result.Choice);
        if (result.Findings is { } findings) FindingTexts.Lines(findings).ForEach(Terminal.Print);
        if (result.Metrics?.Test is { } test) PrintTest(test);
        if (result.Metrics?.Regression is { } regression) PrintTest(regression);
        if (result.BackTest is { } backTest) PrintBackTest(backTest);
        if (result.OperatingPoint is { } point) Terminal.Print(Text($"Threshold {point.Threshold:F4}: the cheapest where a false alarm costs {point.Costs.FalsePositive:G4} and a miss {point.Costs.FalseNegative:G4}"));
        if (result.VersionName is { } version) Terminal.Print($"Version   {version}{(result.InputColumns is { } columns ? $", {CountText.Of(columns.Count, "input column")}" : string.Empty)}");
        if (result.Batch is { } batch)
        {
            foreach (string line in BatchTexts.Lines(batch)) Terminal.Print(line);
        }

        if (result.Image is { } image)
        {
            Terminal.Print(Text($"Image     {image.Reference}  {image.Digest}"));
            Terminal.Print(Text($"          {image.SizeBytes / 1e6:F1} MB, {image.CompressedBytes / 1e6:F1} MB as pushed"));
        }

        if (result.Endpoint is not { } endpoint) return;
        foreach (string line in Lines(endpoint)) Terminal.Print(line);
    }

    private static void PrintDataset(RunDataset dataset)
    {
        Terminal.Print(string.Empty);
        if (dataset.Simulated)
        {
            Terminal.Print(SimulatedData.Reason(dataset.PassedOver));
            foreach (string reason in dataset.PassedOver) Terminal.Print($"          {reason}");
        }

        Terminal.Print(Text($"Data      {CountText.Of(dataset.Rows, "row")} from {dataset.Origin}, dataset {dataset.Sha256[..12]}"));
        if (dataset.RepeatsLeftOut > 0) Terminal.Print(Text($"          {dataset.RepeatsLeftOut} more repeat an earlier row in every column and were left out, as the recipe says (dropDuplicates)"));
    }

    private static void PrintSplit(RunSplit split)
    {
        Terminal.Print(Text($"Split     {split.Train.Name}: {CountText.Of(split.Train.Rows, "row")}; {split.Test.Name}: {CountText.Of(split.Test.Rows, "row")}; {split.Method}"));
        if (split.Warning is not null) Terminal.Print($"          {split.Warning}");
    }

    private static void PrintTest(ClassificationMetrics test)
    {
        string auc = test.AucMacro is { } value ? Text($"{value:F4}") : "undefined, since the test rows are all of one class";
        Terminal.Print(Text(
            $"Test      {CountText.Of(test.Rows, "row")}: log loss {test.LogLoss:F5}, accuracy {test.Accuracy:F4}, macro F1 {test.F1Macro:F4}, MCC {test.Mcc:F4}, AUC {auc}"));

        // Where one class is most of the rows, accuracy alone says little.
        ClassMetrics most = test.Classes.MaxBy(c => c.Rows)!;
        if (most.Rows < MostOfRows * test.Rows) return;
        string found = string.Join(", ", test.Classes.Where(c => c != most).Select(c => Text($"{c.Recall * c.Rows:0} of {c.Rows} {c.Class}")));
        Terminal.Print(Text($"          always saying {most.Class} would reach accuracy {(double)most.Rows / test.Rows:F4}; found: {found}"));
    }

    private static void PrintTest(RegressionMetrics test) => Terminal.Print(Text(
        $"Test      {CountText.Of(test.Rows, "row")}: RMSE {test.Rmse:G6}, MAE {test.Mae:G6}, R2 {(test.R2 is { } r2 ? Text($"{r2:F4}") : "undefined")}"));

    // Rows that are neighbours of training rows flatter; gates look at the test rows all the same.
    private static void PrintBackTest(BackTest test)
    {
        string groups = test.AreBlocks ? "blocks" : "stretches of rows";
        Terminal.Print(test.Grouped.LogLoss is { } loss
            ? Text($"          on new {groups} expect log loss {loss:F5}, accuracy {test.Grouped.Accuracy:F4}: with {test.Groups} of them held back whole, training rows only")
            : Text($"          on new {groups} expect RMSE {test.Grouped.Rmse:G6}: with {test.Groups} of them held back whole, training rows only"));
    }

    /// <summary>What is printed of an endpoint: where it is, and how to ask it.</summary>
    internal static IEnumerable<string> Lines(RunEndpoint endpoint)
    {
        yield return $"Endpoint  {endpoint.Name}  {endpoint.Url}";
        if (endpoint.Second is { } second) yield return $"Second    {second.Version}  {second.Url}  its own address, beside what serves: {second.Share}";
        yield return string.Empty;
        yield return endpoint.ApiKeys is { } keys ? $"Try it, with a key of {keys} for KEY:" : "Try it:";
        string key = endpoint.ApiKeys is null ? string.Empty : " -H 'x-api-key: KEY'";
        yield return $"curl -s {endpoint.Url}model/score{key} -H 'Content-Type: application/json' -d {ShellText.Quote(endpoint.SampleRequest)}";
    }

    private static void PrintEnd(RunResult result)
    {
        if (result.State == RunState.Succeeded)
        {
            int reused = result.Steps.Count(step => step.State == StepState.Reused);
            string how = reused == result.Steps.Count ? "nothing had changed: every step was reused" : $"{CountText.Of(result.Steps.Count - reused, "step")} done, {reused} reused";
            Terminal.Note(Text($"run {result.Run} succeeded in {result.Seconds:F1} s; {how}"));
            if (result.Dataset is { Simulated: true } dataset) Terminal.Note(SimulatedData.Remedy(dataset.PassedOver));
            return;
        }

        Terminal.Complain($"run {result.Run} {result.State.ToString().ToLowerInvariant()}: {result.Reason}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
