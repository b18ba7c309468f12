using System.Collections;

namespace Workflow.Jobs.Processes;

/// <summary>
/// Environments for the programs that this one runs. Nothing is handed down but what is named here: least of all the password of the database.
/// </summary>
internal static class ChildEnvironment
{
    private const string Path = "PATH";

    // Where it keeps its files, how it speaks, where its libraries are, and how it reaches the feeds.
    private static readonly HashSet<string> DotNetNames = new(StringComparer.OrdinalIgnoreCase)
    {
        Path, "HOME", "TMPDIR", "LANG", "LC_ALL", "XDG_DATA_HOME", "LD_LIBRARY_PATH", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR",
    };

    // The last one is how NuGet takes the credentials of a feed.
    private static readonly string[] DotNetPrefixes = ["DOTNET_", "NUGET_", "NuGetPackageSourceCredentials_"];

    private static readonly string[] StepPrefixes = ["AWS_", "OMP_"];

    /// <summary>For a program that needs to find others, and nothing else.</summary>
    public static Dictionary<string, string> WithPath() => Inherit(name => name == Path);

    /// <summary>For a program of the user's: what finds programs and files, and its language.</summary>
    public static Dictionary<string, string> OfPrograms() => Inherit(name => name is Path or "HOME" or "LANG");

    /// <summary>
    /// For this very program where it carries out a step in a process of its own: as for .NET, and what its store of artifacts and its native
    /// libraries are set by. Not the database.
    /// </summary>
    public static Dictionary<string, string> OfSteps() =>
        Inherit(name => IsForDotNet(name) || StepPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));

    /// <summary>For the .NET SDK: what it needs to restore packages on a machine that is configured for it.</summary>
    public static Dictionary<string, string> OfDotNet()
    {
        Dictionary<string, string> environment = Inherit(IsForDotNet);
        environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        environment["DOTNET_NOLOGO"] = "1";
        environment["MSBUILDDISABLENODEREUSE"] = "1";
        return environment;
    }

    /// <summary>Whether the .NET SDK may see a variable of ours.</summary>
    public static bool IsForDotNet(string name) =>
        DotNetNames.Contains(name) || DotNetPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static Dictionary<string, string> Inherit(Func<string, bool> isWanted) => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .Where(variable => isWanted((string)variable.Key))
        .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? string.Empty, StringComparer.Ordinal);
}
