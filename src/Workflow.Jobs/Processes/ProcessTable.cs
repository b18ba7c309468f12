using System.Globalization;
using System.Text;

namespace Workflow.Jobs.Processes;

/// <summary>Reads <c>/proc</c>.</summary>
internal static class ProcessTable
{
    private static readonly string? OwnNamespace = NamespaceOf("self");

    /// <summary>Numbers of all processes. They come and go while this is read.</summary>
    public static IEnumerable<int> Numbers()
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)) yield return pid;
        }
    }

    /// <summary>
    /// The mark in the environment that a program was started with; null where there is none or where it may not be read, as with
    /// processes of other users.
    /// </summary>
    /// <param name="process">The process.</param>
    /// <param name="isCertain">False where a program is just being put into the process, which shows no environment then.</param>
    public static ProcessMark? MarkOf(ProcessIdentity process, out bool isCertain)
    {
        isCertain = true;
        try
        {
            byte[] environment = File.ReadAllBytes(FileOf(process, "environ"));
            isCertain = environment.Length > 0;
            return environment.AsSpan().IndexOf(ProcessMark.Prefix) < 0 ? null : ProcessMark.Read(Encoding.UTF8.GetString(environment).Split('\0'));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether the numbers that a process knows are those that we know: a container numbers its processes by itself.</summary>
    public static bool IsNumberedLikeUs(ProcessIdentity process) =>
        OwnNamespace is not null && NamespaceOf(process.Pid.ToString(CultureInfo.InvariantCulture)) == OwnNamespace;

    /// <summary>Path of a file about a process.</summary>
    public static string FileOf(ProcessIdentity process, string name) => $"/proc/{process.Pid.ToString(CultureInfo.InvariantCulture)}/{name}";

    /// <summary>The process that was started with these arguments at its end; null where none runs. The one that merely starts it does not count.</summary>
    public static ProcessIdentity? FindByArguments(IReadOnlyList<string> arguments)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(string.Concat(arguments.Select(argument => $"{argument}\0")));
        foreach (int pid in Numbers())
        {
            if (pid == Environment.ProcessId || ProcessIdentity.Of(pid) is not { } process) continue;
            ReadOnlySpan<byte> line = CommandLineOf(process);
            if (line.EndsWith(wanted) && !line.StartsWith("setsid\0"u8) && process.IsAlive()) return process;
        }

        return null;
    }

    private static byte[] CommandLineOf(ProcessIdentity process)
    {
        try
        {
            return File.ReadAllBytes(FileOf(process, "cmdline"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? NamespaceOf(string process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/ns/pid").LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
