using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Workflow.Jobs.Storage;

/// <summary>Binds the SQLite provider to the library that the operating system maintains.</summary>
internal static class SqliteLibrary
{
    private static readonly string[] FileNames = ["libsqlite3.so.0", "libsqlite3.so", "libsqlite3.dylib", "winsqlite3.dll"];
    private static readonly Lazy<string?> Problem = new(Initialise);

    /// <summary>Loads the library once.</summary>
    /// <exception cref="StorageException">It is not installed; the message tells the command that installs it.</exception>
    public static void Require()
    {
        if (Problem.Value is { } problem) throw new StorageException(problem);
    }

    private static string? Initialise()
    {
        if (!TryLoad(typeof(SQLite3Provider_e_sqlite3).Assembly, out _))
        {
            return $"SQLite's library ({FileNames[0]}) is not installed. Install it with: sudo apt-get install libsqlite3-0";
        }

        NativeLibrary.SetDllImportResolver(
            typeof(SQLite3Provider_e_sqlite3).Assembly,
            (name, assembly, _) => name == "e_sqlite3" && TryLoad(assembly, out IntPtr handle) ? handle : IntPtr.Zero);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return null;
    }

    private static bool TryLoad(Assembly assembly, out IntPtr handle)
    {
        foreach (string file in FileNames)
        {
            if (NativeLibrary.TryLoad(file, assembly, DllImportSearchPath.SafeDirectories, out handle)) return true;
        }

        handle = IntPtr.Zero;
        return false;
    }
}
