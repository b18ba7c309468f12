using System.Globalization;
using Workflow.Jobs.Deployment.Traffic;

namespace Workflow.Cli.Display;

/// <summary>Shows how the requests of an endpoint are divided.</summary>
internal static class TrafficPrinter
{
    private const int LongestAnswer = 100;

    /// <summary>Prints a report.</summary>
    public static void Print(TrafficReport report, int differing)
    {
        Terminal.Print(report.Plan is null ? $"{report.Endpoint}: {report.First.Version} alone" : $"{report.Endpoint}: {report.Plan}");
        if (report.Second is { } second) Print(report, second, differing);
        if (report.Past.Count > 0) Terminal.Print("second versions so far:");
        foreach (PastSecondVersion past in report.Past)
        {
            Terminal.Print(string.Create(CultureInfo.InvariantCulture, $"  {past.At:yyyy-MM-dd HH:mm:ss}Z  {past.Version} {past.Outcome.ToString().ToLowerInvariant()} at {past.Share} %: {past.Reason}"));
        }
    }

    private static void Print(TrafficReport report, TrafficArm second, int differing)
    {
        if (report.Ended is { } ended) Terminal.Print($"{second.Version} gets nothing any more: {ended}");
        Terminal.Print(string.Create(CultureInfo.InvariantCulture, $"{"version",-32} {"share",6} {"requests",9} {"failed",7} {"median",9} {"slowest 1 %",12}"));
        foreach (TrafficArm arm in (TrafficArm[])[report.First, second])
        {
            Terminal.Print(string.Create(
                CultureInfo.InvariantCulture, $"{arm.Version,-32} {arm.Share,4} % {arm.Requests,9} {arm.Errors,7} {arm.MedianMs,6:0.00} ms {arm.SlowestMs,9:0.00} ms"));
        }

        if (second.Compared + second.Uncompared > 0)
        {
            Terminal.Print(string.Create(
                CultureInfo.InvariantCulture,
                $"compared: {second.Compared} rows, {second.Flips} with another class, largest difference {second.LargestDifference:G3}; {second.Uncompared} answers not compared"));
        }

        if (report.Judgement is { } judgement) Terminal.Print($"now: {judgement}");
        foreach (ComparedAnswer answer in report.Differing.Take(differing)) Terminal.Print($"{answer.RequestId}  {Short(answer.First)}  |  {Short(answer.Second)}");
    }

    private static string Short(string text) => text.Length <= LongestAnswer ? text : $"{text[..LongestAnswer]}...";
}
