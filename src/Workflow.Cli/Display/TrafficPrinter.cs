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
        if (report.Second is { } second) Print(report, second);
        if (differing > 0) Differing(report, differing).ToList().ForEach(Terminal.Print);
        if (report.Past.Count > 0) Terminal.Print("second versions so far:");
        foreach (PastSecondVersion past in report.Past)
        {
            Terminal.Print(string.Create(CultureInfo.InvariantCulture, $"  {past.At:yyyy-MM-dd HH:mm:ss}Z  {past.Version} {past.Outcome.ToString().ToLowerInvariant()} at {past.Share} %: {past.Reason}"));
        }
    }

    /// <summary>Answers that differ, or why none are told.</summary>
    internal static IEnumerable<string> Differing(TrafficReport report, int differing)
    {
        foreach (ComparedAnswer answer in report.Differing.Take(differing)) yield return $"{answer.RequestId}  {Short(answer.First)}  |  {Short(answer.Second)}";
        if (report.Differing.Count > 0) yield break;
        yield return report switch
        {
            { Second: null } => "no answers are compared: one version serves alone",
            { Role: TrafficRole.Split } => "no answers are compared: of a split each request is answered by one version alone; deploy the second one with --canary or --shadow to compare them",
            { Second.Compared: 0 } => "no answers were compared yet",
            _ => "no compared answers differ",
        };
    }

    /// <summary>Of which requests no copies were sent, and why; null where all were.</summary>
    internal static string? NotCopied(TrafficArm second)
    {
        if (second.CopiesTooLong + second.CopiesLeftOut + second.OtherRequests == 0) return null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"not copied: {second.CopiesTooLong} requests whose body or answer is longer than 64 KiB, {second.CopiesLeftOut} because too many copies waited, {second.OtherRequests} for something else than scores");
    }

    private static void Print(TrafficReport report, TrafficArm second)
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

        if (NotCopied(second) is { } left) Terminal.Print(left);
        if (report.Judgement is { } judgement) Terminal.Print($"now: {judgement}");
    }

    private static string Short(string text) => text.Length <= LongestAnswer ? text : $"{text[..LongestAnswer]}...";
}
