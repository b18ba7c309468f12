using System.Diagnostics;
using Workflow.Testing.Requirements;

namespace Workflow.Jobs.Tests.TestData;

/// <summary>A disk of some megabytes for a PostgreSQL server, in memory. Only root may make one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Makes it; ends the test where this process is not root.</summary>
    public static SmallDisk Create(string size)
    {
        Require.That(Environment.UserName == "root", "root, to mount a small disk");
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("workflow-test-disk-").FullName);
        Run("mount", "-t", "tmpfs", "-o", $"size={size},mode=700", "none", disk.Path);
        Run("chown", "postgres:postgres", disk.Path);
        return disk;
    }

    /// <summary>Fills it to the last byte.</summary>
    public void Fill()
    {
        using FileStream file = new(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true) file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Makes room again.</summary>
    public void MakeRoom() => File.Delete(Ballast);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static void Run(params string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
