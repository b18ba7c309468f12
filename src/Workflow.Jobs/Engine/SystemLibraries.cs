using Workflow.Jobs.Processes;
using Workflow.Training.Files;

namespace Workflow.Jobs.Engine;

/// <summary>Finds the libraries that a .NET process needs of its operating system.</summary>
internal static class SystemLibraries
{
    private const int AnswerLimit = 64 * 1024;
    private const string Loader = "/lib64/ld-linux-x86-64.so.2";

    private static readonly string[] Names =
        ["libc.so.6", "libdl.so.2", "libgcc_s.so.1", "libm.so.6", "libpthread.so.0", "librt.so.1", "libstdc++.so.6"];

    private static readonly string[] Directories = ["/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64"];

    /// <summary>Finds them, in the order of their paths.</summary>
    /// <exception cref="EngineException">One is missing.</exception>
    public static async Task<IReadOnlyList<SystemLibrary>> FindAsync(CancellationToken cancellationToken)
    {
        var libraries = new List<SystemLibrary>();
        foreach (string path in Names.Select(Locate).Append(Loader).Order(StringComparer.Ordinal))
        {
            string host = Resolve(path);
            libraries.Add(new SystemLibrary(path, host, await Sha256Hex.OfFileAsync(host, cancellationToken).ConfigureAwait(false), null));
        }

        return libraries;
    }

    /// <summary>Asks the package manager where each library comes from.</summary>
    public static async Task<IReadOnlyList<SystemLibrary>> WithPackagesAsync(IReadOnlyList<SystemLibrary> libraries, CancellationToken cancellationToken)
    {
        var named = new List<SystemLibrary>();
        foreach (SystemLibrary library in libraries)
        {
            named.Add(library with { Package = await PackageAsync(library.ImagePath, library.HostPath, cancellationToken).ConfigureAwait(false) });
        }

        return named;
    }

    private static string Locate(string name) => Directories.Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists)
        ?? throw new EngineException($"the library {name} is in none of {string.Join(", ", Directories)}: images can be built on Linux x64 with glibc only");

    private static string Resolve(string path)
    {
        if (!File.Exists(path)) throw new EngineException($"{path} is missing: images can be built on Linux x64 with glibc only");
        string real = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        return real;
    }

    // dpkg knows a file by the name under which its package installed it: with or without /usr, the link or its target.
    private static async Task<string?> PackageAsync(string path, string host, CancellationToken cancellationToken)
    {
        foreach (string candidate in (string[])[path, host, $"/usr{path}", host.StartsWith("/usr/", StringComparison.Ordinal) ? host[4..] : host])
        {
            try
            {
                string owner = await DpkgAsync(["-S", candidate], cancellationToken).ConfigureAwait(false);
                string package = owner.Split(": ")[0];
                return $"{package} {await DpkgAsync(["-W", "-f", "${Version}", package], cancellationToken).ConfigureAwait(false)}";
            }
            catch (ChildProcessException)
            {
                // Not under this name, or no dpkg at all: the digest names the library all the same.
            }
        }

        return null;
    }

    private static async Task<string> DpkgAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var query = new ChildProgram("dpkg-query", arguments, "/", ChildEnvironment.WithPath()) { OutputLimit = AnswerLimit };
        return (await ChildProcess.RunAsync(query, cancellationToken).ConfigureAwait(false)).Output;
    }
}
