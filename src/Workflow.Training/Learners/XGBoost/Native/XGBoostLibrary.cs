using System.Reflection;
using System.Runtime.InteropServices;

namespace Workflow.Training.Learners.XGBoost.Native;

/// <summary>Finds the native library. Debian and Ubuntu install it as <c>libxgboost.so.0</c>, without the plain name.</summary>
internal static class XGBoostLibrary
{
    /// <summary>Name that the imports use.</summary>
    public const string Name = "xgboost";

    private static readonly string[] FileNames = ["libxgboost.so.0", "libxgboost.so", "xgboost.dll", "libxgboost.dylib"];

    private static readonly Lazy<string?> Problem = new(() => FindProblem(FileNames, Environment.GetEnvironmentVariable("OMP_DYNAMIC")));

    /// <summary>Version of the loaded library.</summary>
    public static string Version
    {
        get
        {
            XGBoostImports.XGBoostVersion(out int major, out int minor, out int patch);
            return $"{major}.{minor}.{patch}";
        }
    }

    /// <summary>Name and version of the loaded library.</summary>
    public static string Description => $"XGBoost {Version}";

    /// <summary>Whether the library can be used.</summary>
    public static bool IsUsable => Problem.Value is null;

    /// <summary>Checks that the library can be used.</summary>
    /// <exception cref="LearnerException">It cannot; the message tells the command that installs it.</exception>
    public static void RequireUsable()
    {
        if (Problem.Value is { } problem) throw new LearnerException("xgboost-missing", problem);
    }

    /// <summary>Why the library cannot be used, with the command that mends it; null where it can.</summary>
    /// <param name="fileNames">Names under which it may be installed, the most likely first.</param>
    /// <param name="ompDynamic">Value of the environment variable OMP_DYNAMIC.</param>
    public static string? FindProblem(IReadOnlyList<string> fileNames, string? ompDynamic)
    {
        if (!TryLoad(fileNames, typeof(XGBoostLibrary).Assembly, out _))
        {
            return $"XGBoost's native library ({fileNames[0]}) is not installed. Install it with: sudo apt-get install libxgboost0";
        }

        // A dynamic team size would make the number of threads, and with it the order of sums, depend on the machine's load.
        return string.Equals(ompDynamic, "true", StringComparison.OrdinalIgnoreCase)
            ? "OMP_DYNAMIC=true makes training depend on the machine's load. Unset the variable: unset OMP_DYNAMIC"
            : null;
    }

    /// <summary>Resolves <see cref="Name"/> for the imports.</summary>
    public static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Name && TryLoad(FileNames, assembly, out IntPtr handle) ? handle : IntPtr.Zero;

    private static bool TryLoad(IReadOnlyList<string> fileNames, Assembly assembly, out IntPtr handle)
    {
        foreach (string file in fileNames)
        {
            if (NativeLibrary.TryLoad(file, assembly, DllImportSearchPath.SafeDirectories, out handle)) return true;
        }

        handle = IntPtr.Zero;
        return false;
    }
}
