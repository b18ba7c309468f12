using System.Globalization;
using Workflow.Jobs.Retention.Garbage;

namespace Workflow.Cli.Display;

/// <summary>Tells a person what stays, what goes and why.</summary>
internal static class GarbagePrinter
{
    private const int NameShown = 19;

    /// <summary>Prints what would be removed.</summary>
    public static void Print(GarbagePlan plan)
    {
        foreach (KeptVersion kept in plan.Kept) Terminal.Print($"stays  {kept.Name}: {string.Join("; ", kept.Reasons)}");
        foreach (RemovedVersion version in plan.Versions) Terminal.Print($"goes   {version.Name}: nothing needs it; its record stays");
        foreach (GarbageItem item in plan.Items) Terminal.Print($"goes   {NameOf(item.Kind)} {Short(item.Name)}, {Size(item.Bytes)}: {item.Reason}");
        foreach (string remark in plan.Remarks) Terminal.Note(remark);
        Print("would be removed", plan.Versions.Count, plan.Sums, plan.Bytes);
        if (!plan.IsEmpty) Terminal.Note("the next step: ./workflow gc --apply, with the same options");
    }

    /// <summary>Prints what was removed.</summary>
    public static void Print(GarbageResult result)
    {
        foreach (RemovedVersion version in result.Versions) Terminal.Print($"removed  {version.Name}; its record stays");
        foreach (GarbageItem item in result.Left) Terminal.Print($"left     {NameOf(item.Kind)} {Short(item.Name)}: somebody uses it now");
        foreach (string remark in result.Remarks) Terminal.Note(remark);
        Print("removed", result.Versions.Count, result.Sums, result.Bytes);
    }

    /// <summary>What people call a kind.</summary>
    public static string NameOf(GarbageKind kind) => kind switch
    {
        GarbageKind.DockerImage => "image in Docker",
        GarbageKind.UnpackedScorer => "unpacked scorer",
        GarbageKind.Image => "image manifest",
        GarbageKind.ImageBlob => "image layer or configuration",
        GarbageKind.Artifact => "artifact",
        GarbageKind.ArtifactCopy => "copy of an artifact",
        _ => "leftover",
    };

    /// <summary>A size.</summary>
    public static string Size(long bytes) => bytes < 1_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F1} kB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB");

    private static void Print(string done, int versions, IReadOnlyList<GarbageSum> sums, long bytes)
    {
        if (versions == 0 && sums.Count == 0)
        {
            Terminal.Print("nothing to remove");
            return;
        }

        foreach (GarbageSum sum in sums) Terminal.Print(string.Create(CultureInfo.InvariantCulture, $"{sum.Count,6}  {NameOf(sum.Kind),-28}  {Size(sum.Bytes),12}"));
        Terminal.Print(string.Create(CultureInfo.InvariantCulture, $"{done}: {Size(bytes)}, {versions} {(versions == 1 ? "version" : "versions")}"));
    }

    private static string Short(string name) => name.Length <= NameShown || name.Contains('/', StringComparison.Ordinal) ? name : $"{name[..NameShown]}…";
}
