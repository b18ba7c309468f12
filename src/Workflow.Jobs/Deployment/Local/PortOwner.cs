using System.Globalization;

namespace Workflow.Jobs.Deployment.Local;

/// <summary>Finds the process that listens on a port, as far as Linux tells this user: socket tables, then open files.</summary>
internal static class PortOwner
{
    private const string Listening = "0A";

    /// <summary>The owner, for example <c>nginx (pid 123)</c>; null where it cannot be told.</summary>
    public static string? Find(int port)
    {
        HashSet<string> sockets = [.. Inodes("/proc/net/tcp", port), .. Inodes("/proc/net/tcp6", port)];
        if (sockets.Count == 0) return null;
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(path => Path.GetFileName(path).All(char.IsAsciiDigit)))
        {
            if (Holds(process, sockets)) return $"{Name(process)} (pid {Path.GetFileName(process)})";
        }

        return null;
    }

    /// <summary>Whether a process listens on a port; null where nobody does, as far as can be told.</summary>
    public static bool? IsHeldBy(int port, int pid)
    {
        HashSet<string> sockets = [.. Inodes("/proc/net/tcp", port), .. Inodes("/proc/net/tcp6", port)];
        return sockets.Count == 0 ? null : Holds(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}"), sockets);
    }

    // Columns: number, local address:port in hexadecimal, remote, state, ..., the tenth is the inode.
    private static IEnumerable<string> Inodes(string table, int port)
    {
        string suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        if (!File.Exists(table)) return [];
        return File.ReadLines(table).Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[1].EndsWith(suffix, StringComparison.Ordinal) && fields[3] == Listening)
            .Select(fields => $"socket:[{fields[9]}]");
    }

    private static bool Holds(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd"))
                .Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Name(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "comm")).Trim();
        }
        catch (IOException)
        {
            return "a process";
        }
    }
}
