using System.Text.RegularExpressions;

namespace Workflow.Jobs.Home;

/// <summary>What processes that were killed left in a home: scratch of their steps, files and directories under temporary names.</summary>
internal static partial class HomeLeftovers
{
    /// <summary>Removes them, unless another process may still use them. What cannot be removed is left to the next time.</summary>
    /// <remarks>For the holder of the home's lock, before it writes anything itself. Links are neither followed nor removed.</remarks>
    public static void Sweep(WorkflowHome home)
    {
        // A server has the lock for as long as it runs.
        Remove(new FileInfo(home.ServerFile));

        // Looked up first, then asked: whoever begins to use the home after that makes files that are not among these.
        FileSystemInfo[] found =
        [
            .. Entries(home.Work, isDeep: false),
            .. ListTemporary(home),
        ];
        if (found.Length == 0 || !HomeUse.IsNobodys(home)) return;
        foreach (FileSystemInfo leftover in found) Remove(leftover);
    }

    /// <summary>Files and directories under temporary names, whoever made them and whether or not they are being written.</summary>
    public static IReadOnlyList<FileSystemInfo> ListTemporary(WorkflowHome home) =>
    [
        .. Temporary(home.Path, isDeep: false),
        .. Temporary(home.Downloads, isDeep: false),
        .. Temporary(home.Engine, isDeep: false),
        .. Temporary(home.Artifacts, isDeep: true),
        .. Temporary(home.ArtifactCopies, isDeep: true),
        .. Temporary(home.Images, isDeep: true),
        .. Temporary(home.Endpoints, isDeep: true),
    ];

    private static IEnumerable<FileSystemInfo> Temporary(string directory, bool isDeep) =>
        Entries(directory, isDeep).Where(entry => TemporaryName().IsMatch(entry.Name));

    private static IEnumerable<FileSystemInfo> Entries(string path, bool isDeep)
    {
        var directory = new DirectoryInfo(path);
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint, RecurseSubdirectories = isDeep };
        return directory.Exists && directory.LinkTarget is null ? directory.EnumerateFileSystemInfos("*", options) : [];
    }

    private static void Remove(FileSystemInfo leftover)
    {
        try
        {
            if (leftover is DirectoryInfo directory) directory.Delete(recursive: true);
            else leftover.Delete();
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            // It takes room and does no harm; whatever the user wants to do must not fail for it.
        }
    }

    // The names that atomic writes and the publisher of scorers choose.
    [GeneratedRegex(@"^\.(.+\.)?[0-9a-f]{32}\.tmp$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TemporaryName();
}
